package compare

import (
	"runtime"
	"time"

	"portcullis/bench/host"
)

var cores = runtime.NumCPU()

// peaks is memory in bytes: the server process, and the database apart.
type peaks struct{ ours, database, peer int64 }

func memoryNow(a, b *host.Server) peaks {
	p := peaks{ours: host.RSS(a.Main()), peer: host.RSS(b.Main())}
	if a.PG() > 0 {
		p.database = host.Shared(a.PG())
	}
	return p
}

// watch notes the largest memory while the load runs.
type watch struct {
	quit chan struct{}
	out  chan peaks
}

func newWatch(a, b *host.Server) *watch {
	w := &watch{make(chan struct{}), make(chan peaks)}
	go func() {
		var top peaks
		for {
			now := memoryNow(a, b)
			top = peaks{max(top.ours, now.ours), max(top.database, now.database), max(top.peer, now.peer)}
			select {
			case <-w.quit:
				w.out <- top
				return
			case <-time.After(2 * time.Second):
			}
		}
	}()
	return w
}

func (w *watch) stop() peaks {
	close(w.quit)
	return <-w.out
}
