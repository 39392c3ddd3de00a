package compare

import (
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"portcullis/bench/host"
	"portcullis/bench/payload"
	"portcullis/bench/registry"
	"portcullis/bench/workload"
)

// side is one of the two registries with the content that the rows read.
type side struct {
	server *host.Server
	target *registry.Target
	image  *workload.Image // 10 layers of 4 KiB
	tiny   payload.Blob    // 300 B
	big    payload.Blob    // 10 MiB
	huge   payload.Blob    // for ranges
	app    *workload.Image // 10 layers of 1 MiB

	mu     sync.Mutex
	pushed []string // digests of big blobs that the next tidy removes from the disk
}

const repo = "admin/bench"

func newSide(s *host.Server) *side { return &side{server: s, target: s.Target()} }

// seed pushes what the rows need and reads it back.
func (s *side) seed(rangeSize int64) error {
	var err error
	sizes := make([]int64, 10)
	for i := range sizes {
		sizes[i] = 4<<10 + int64(i)
	}
	if s.image, err = workload.Seed(s.target, repo, "latest", sizes); err != nil {
		return err
	}
	i, err := workload.Seed(s.target, repo, "sizes", []int64{300, 10 << 20, rangeSize})
	if err != nil {
		return err
	}
	s.tiny, s.big, s.huge = i.Layers[0], i.Layers[1], i.Layers[2]
	for i := range sizes {
		sizes[i] = 1<<20 + int64(i)
	}
	s.app, err = workload.Seed(s.target, repo, "app", sizes)
	return err
}

// check reads what wrk reads, whole, and compares length and digest.
func (s *side) check() error {
	c := registry.NewClient(s.target, 0, 0)
	defer c.Close()
	if err := s.image.Verify(c); err != nil {
		return err
	}
	if err := c.GetBlob(repo, s.tiny.Digest, s.tiny.Size); err != nil {
		return err
	}
	return c.GetBlob(repo, s.big.Digest, s.big.Size)
}

// tidy removes the big blobs of the last round from the disk, outside of the measured time, so that a run fits.
func (s *side) tidy() {
	if len(s.pushed) > 0 && s.server.Dir != "" {
		gone := map[string]bool{}
		for _, d := range s.pushed {
			gone[strings.TrimPrefix(d, "sha256:")] = true
		}
		_ = filepath.WalkDir(s.server.Dir, func(path string, d fs.DirEntry, err error) error {
			digest, _, _ := strings.Cut(d.Name(), ".") // ours: DIGEST.SUFFIX, theirs: DIGEST/data
			if err != nil || !gone[digest] || !strings.Contains(path, "blobs") {
				return nil
			}
			_ = os.RemoveAll(path)
			if d.IsDir() {
				return filepath.SkipDir
			}
			return nil
		})
		s.pushed = nil
	}
}

func (s *side) push(size int64, clients int, docker bool, d time.Duration) (workload.Result, error) {
	var seen func(string)
	if size >= 1<<20 {
		seen = func(digest string) {
			s.mu.Lock()
			s.pushed = append(s.pushed, digest)
			s.mu.Unlock()
		}
	}
	r := workload.Run("push", s.target, clients, workload.Limit{For: d}, workload.Push(repo, size, docker, seen))
	return r, r.Err()
}

// row is one line of the table. must and goal are ratios; perSecond is a must in absolute terms.
type row struct {
	name, title string
	must, goal  float64
	perSecond   float64
	oursOnly    bool
	secure      bool // over TLS: only when it is named, since it needs https ports
	measure     func(s *side, d time.Duration) (workload.Result, error)
}

func rows() []row {
	run := func(clients int, op func(s *side) workload.Op) func(*side, time.Duration) (workload.Result, error) {
		return func(s *side, d time.Duration) (workload.Result, error) {
			r := workload.Run("", s.target, clients, workload.Limit{For: d}, op(s))
			return r, r.Err()
		}
	}
	push := func(size int64, clients int, docker bool) func(*side, time.Duration) (workload.Result, error) {
		return func(s *side, d time.Duration) (workload.Result, error) { return s.push(size, clients, docker, d) }
	}
	return []row{
		{name: "manifest-get", title: "manifest GET by tag, 8 connections", must: 7, goal: 15,
			measure: func(s *side, d time.Duration) (workload.Result, error) {
				return wrk("manifest-get", 1, s.target, repo, "/v2/"+repo+"/manifests/"+s.image.Tag, s.image.Manifest.Size, d)
			}},
		{name: "blob-300", title: "blob GET 300 B, 8 connections", must: 6, goal: 15,
			measure: func(s *side, d time.Duration) (workload.Result, error) {
				return wrk("blob-300", 1, s.target, repo, "/v2/"+repo+"/blobs/"+s.tiny.Digest, s.tiny.Size, d)
			}},
		{name: "blob-10m", title: "blob GET 10 MiB, 8 connections", must: 1, goal: 1.3,
			measure: func(s *side, d time.Duration) (workload.Result, error) {
				return wrk("blob-10m", 1, s.target, repo, "/v2/"+repo+"/blobs/"+s.big.Digest, s.big.Size, d)
			}},
		{name: "blob-10m-two", title: "blob GET 10 MiB, 8 connections, 2 reading threads", must: 1, goal: 1.3,
			measure: func(s *side, d time.Duration) (workload.Result, error) {
				return wrk("blob-10m-two", 2, s.target, repo, "/v2/"+repo+"/blobs/"+s.big.Digest, s.big.Size, d)
			}},
		{name: "blob-10m-tls", title: "blob GET 10 MiB over TLS 1.3, 8 connections, 2 reading threads", must: 0.8, secure: true,
			measure: func(s *side, d time.Duration) (workload.Result, error) {
				secure := *s.target
				secure.URL = s.server.SecureURL()
				return wrk("blob-10m-tls", 2, &secure, repo, "/v2/"+repo+"/blobs/"+s.big.Digest, s.big.Size, d)
			}},
		{name: "push-4k", title: "push 4 KiB (POST, PUT), 4 clients", must: 2, goal: 3.2, measure: push(4<<10, 4, false)},
		{name: "push-1m", title: "push 1 MiB (POST, PUT), 4 clients", must: 1.6, goal: 2.6, measure: push(1<<20, 4, false)},
		{name: "push-1m-docker", title: "push 1 MiB (POST, PATCH, PUT), 4 clients", must: 1.6, goal: 2.6, measure: push(1<<20, 4, true)},
		{name: "push-100m", title: "push 100 MiB (POST, PUT), 4 clients", must: 1.3, goal: 2, measure: push(100<<20, 4, false)},
		{name: "manifest-put", title: "manifest PUT, new tag, 4 clients", must: 1.2, goal: 2,
			measure: run(4, func(s *side) workload.Op {
				return workload.PutManifests(s.image, fmt.Sprintf("t%08x", rand.Uint32()))
			})},
		{name: "repush", title: "push an unchanged 10-layer image, 4 clients", must: 2,
			measure: run(4, func(s *side) workload.Op { return workload.Repush(s.image) })},
		{name: "range-64k", title: "random 64 KiB ranges of 1 GiB, 8 connections", must: 2, perSecond: 3000,
			measure: run(8, func(s *side) workload.Op { return workload.Ranges(repo, s.huge, 64<<10, 8) })},
		{name: "herd", title: "100 nodes pull one image of 10 x 1 MiB at once",
			measure: func(s *side, _ time.Duration) (workload.Result, error) {
				r := workload.Run("herd", s.target, 100, workload.Limit{Count: 100}, workload.Herd(s.app))
				return r, r.Err()
			}},
		{name: "token", title: "token with Basic, 8 connections", perSecond: 1500, oursOnly: true,
			measure: run(8, func(s *side) workload.Op { return workload.Tokens(repo, 8) })},
	}
}
