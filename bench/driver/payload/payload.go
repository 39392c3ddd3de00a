// Package payload makes unique blobs whose digest costs one hash block, so that the client is not what is measured.
package payload

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"
	"math/rand/v2"
)

const (
	block   = 1 << 20
	tailLen = 16
)

// Maker makes blobs of one size that differ in their last 16 bytes only.
type Maker struct {
	Size   int64
	prefix [][]byte
	middle hash.Cloner
	seed   uint64
}

// Blob is a body ready to send.
type Blob struct {
	Body   [][]byte
	Size   int64
	Digest string
}

var noise = func() []byte {
	b := make([]byte, block)
	r := rand.NewChaCha8([32]byte{'p', 'o', 'r', 't'})
	_, _ = r.Read(b)
	return b
}()

// NewMaker prepares the common part; size is at least 16 bytes.
func NewMaker(size int64, seed uint64) *Maker {
	m := &Maker{Size: max(size, tailLen), seed: seed}
	h := sha256.New()
	for left := m.Size - tailLen; left > 0; {
		n := min(left, block)
		m.prefix = append(m.prefix, noise[:n])
		_, _ = h.Write(noise[:n])
		left -= n
	}
	m.middle = h.(hash.Cloner)
	return m
}

// Make is the n-th blob of this maker; safe for use by many clients at once.
func (m *Maker) Make(n uint64) Blob {
	tail := make([]byte, tailLen)
	binary.BigEndian.PutUint64(tail, m.seed)
	binary.BigEndian.PutUint64(tail[8:], n)
	h, err := m.middle.Clone()
	if err != nil {
		panic(err)
	}
	_, _ = h.Write(tail)
	body := make([][]byte, 0, len(m.prefix)+1)
	body = append(append(body, m.prefix...), tail)
	return Blob{Body: body, Size: m.Size, Digest: "sha256:" + hex.EncodeToString(h.(hash.Hash).Sum(nil))}
}

// At is what a blob of this package holds from offset on, as long as the range ends before the last 16 bytes.
func At(offset, length int64) (first, second []byte) {
	o := offset % block
	if o+length <= block {
		return noise[o : o+length], nil
	}
	return noise[o:], noise[:o+length-block]
}

// Of is a blob of given bytes.
func Of(b []byte) Blob {
	s := sha256.Sum256(b)
	return Blob{Body: [][]byte{b}, Size: int64(len(b)), Digest: "sha256:" + hex.EncodeToString(s[:])}
}
