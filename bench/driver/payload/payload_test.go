package payload

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"testing"
)

func TestDigestIsThatOfTheBytes(t *testing.T) {
	for _, size := range []int64{1, 16, 17, 300, 4096, 1 << 20, 1<<20 + 5, 3 << 20} {
		m := NewMaker(size, 7)
		a, b := m.Make(1), m.Make(2)
		whole := bytes.Join(a.Body, nil)
		sum := sha256.Sum256(whole)
		if a.Digest != "sha256:"+hex.EncodeToString(sum[:]) || int64(len(whole)) != a.Size || a.Size != max(size, 16) {
			t.Errorf("size %d: digest or size is wrong", size)
		}
		if a.Digest == b.Digest {
			t.Errorf("size %d: two blobs are the same", size)
		}
		if size > 2<<20 {
			x, y := At(1<<20-10, 100)
			if !bytes.Equal(append(bytes.Clone(x), y...), whole[1<<20-10:1<<20+90]) {
				t.Error("a range over the seam is wrong")
			}
		}
	}
}
