package crash

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"portcullis/bench/payload"
	"portcullis/bench/registry"
	"portcullis/bench/wire"
)

const clients = 8

// load is eight clients that push, overwrite and delete, each with its own tags, until they are stopped.
type load struct {
	m       *model
	target  *registry.Target
	logs    string
	tagDel  bool // the registry can delete a tag
	maxBlob int64
	seed    uint64
	stop    atomic.Bool
	once    bool // stop at the first request without an answer: the server is dead
	serial  *atomic.Uint64
	done    atomic.Int64 // acknowledged since the start, for those who wait for recovery
	wg      sync.WaitGroup
	wrong   []string
	mu      sync.Mutex
}

// person is one of them.
type person struct {
	*load
	c      *registry.Client
	j      *journal
	r      *rand.Rand
	repo   string
	blobs  []payload.Blob // acknowledged
	tags   map[string]string
	config payload.Blob
}

func (l *load) start() {
	for id := range clients {
		l.wg.Go(func() {
			j, err := openJournal(l.logs, id)
			if err != nil {
				panic(err)
			}
			defer j.f.Close()
			p := &person{load: l, c: registry.NewClient(l.target, id, 15*time.Second), j: j,
				r: rand.New(rand.NewPCG(l.seed, uint64(id))), repo: fmt.Sprintf("admin/crash%d", id%2), tags: map[string]string{}}
			p.c.Renew = true
			defer p.c.Close()
			for !l.stop.Load() {
				if !p.step() {
					if l.once {
						return
					}
					time.Sleep(30 * time.Millisecond)
				}
			}
		})
	}
}

func (l *load) halt() {
	l.stop.Store(true)
	l.wg.Wait()
}

// step does one operation; it says whether there was an answer that promises it.
func (p *person) step() bool {
	n := p.serial.Add(1)
	switch x := p.r.IntN(100); {
	case len(p.blobs) < 2 || x < 40:
		return p.push(n)
	case x < 62:
		return p.put(n, fmt.Sprintf("c%d-%d", p.c.ID, n))
	case x < 86:
		return p.put(n, fmt.Sprintf("hot%d-%d", p.c.ID, p.r.IntN(2)))
	case x < 94 && p.tagDel:
		for tag := range p.tags {
			ok := p.do(entry{Serial: n, Op: deleteTag, Repo: p.repo, Tag: tag}, func() error { return p.c.DeleteManifest(p.repo, tag) })
			delete(p.tags, tag)
			return ok
		}
	case x >= 94:
		for tag, digest := range p.tags {
			ok := p.do(entry{Serial: n, Op: deleteManifest, Repo: p.repo, Tag: tag, Digest: digest},
				func() error { return p.c.DeleteManifest(p.repo, digest) })
			delete(p.tags, tag)
			return ok
		}
	}
	return p.push(n)
}

func (p *person) push(n uint64) bool {
	size := int64(200 + p.r.IntN(8<<10))
	switch x := p.r.IntN(10); {
	case x >= 9:
		size = 1 + p.r.Int64N(p.maxBlob)
	case x >= 6:
		size = int64(p.r.IntN(64 << 10))
	}
	seed := n
	if p.r.IntN(6) == 0 { // one that other clients push at the same time
		seed, size = n/8, int64(4<<10)
	}
	b := payload.NewMaker(size, p.load.seed).Make(seed)
	push := p.c.PushBlob
	if p.r.IntN(2) == 0 {
		push = p.c.PushBlobDocker
	}
	ok := p.do(entry{Serial: n, Op: pushBlob, Repo: p.repo, Digest: b.Digest, Size: b.Size}, func() error { return push(p.repo, b) })
	if ok {
		b.Body = nil
		p.blobs = append(p.blobs, b)
	}
	return ok
}

func (p *person) put(n uint64, tag string) bool {
	k := p.r.IntN(len(p.blobs) - 1)
	m := registry.Manifest(p.blobs[k], []payload.Blob{p.blobs[k+1]}, fmt.Sprintf("%d-%d", p.load.seed, n))
	ok := p.do(entry{Serial: n, Op: putManifest, Repo: p.repo, Tag: tag, Digest: m.Digest, Size: m.Size},
		func() error { return p.c.PutManifest(p.repo, tag, m) })
	delete(p.tags, tag)
	if ok {
		p.tags[tag] = m.Digest
	}
	return ok
}

func (p *person) do(e entry, request func() error) bool {
	p.j.write(e, false)
	err := request()
	status := registry.Status(err)
	switch {
	case err == nil:
		e.Outcome = acknowledged
		p.done.Add(1)
	case status != 0:
		e.Outcome = refused
	case errors.Is(err, wire.ErrNoAnswer):
		e.Outcome = noAnswer
	default:
		e.Outcome = refused // not even connected, or the token was refused
	}
	if err != nil {
		e.Why = err.Error()
		if status >= 400 && status < 500 && status != 429 {
			p.mu.Lock()
			p.wrong = append(p.wrong, e.Op+": "+e.Why)
			p.mu.Unlock()
		}
	}
	p.j.write(e, true)
	p.m.record(e, status)
	return err == nil
}
