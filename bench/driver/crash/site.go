package crash

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"portcullis/bench/host"
	"portcullis/bench/wire"
)

// site is one server with its home, and what its clients know of it. It lives through many rounds.
type site struct {
	server *host.Server
	image  *host.Image    // the disk under its home, if it has one of its own
	pg     *host.Postgres // its external database, if it has one
	line   *host.Proxy    // the way to that database
	m      *model
	logs   string
	serial *atomic.Uint64
	seed   uint64
	r      *rand.Rand
	served int // rounds without a restart
	noFsck bool
}

func newSite(dir, kind, checkout, name string, seed uint64) (*site, error) {
	s := &site{m: newModel(), logs: filepath.Join(dir, name+"-clients"), serial: &atomic.Uint64{}, seed: seed,
		r: rand.New(rand.NewPCG(seed, 0))}
	s.server = &host.Server{Kind: kind, Checkout: checkout, Dir: filepath.Join(dir, name, "home"), Logs: filepath.Join(dir, name+"-log"), Port: host.FreePort()}
	host.OnSignal(s.server.KillAll)
	return s, os.MkdirAll(s.logs, 0o700)
}

// up starts the server if it does not run. What it had in hand when it died can no longer happen.
func (s *site) up() (time.Duration, error) {
	if s.server.Up() {
		return 0, nil
	}
	s.served = 0
	s.m.restarted()
	took, err := s.server.Start(3 * time.Minute)
	if err == nil {
		_, err = s.server.Target().Auth.Bearer(wire.Scope("admin/crash0", "pull"))
	}
	return took, err
}

func (s *site) load(once bool) *load {
	s.seed++
	l := &load{m: s.m, target: s.server.Target(), logs: s.logs, tagDel: s.server.Kind == host.Portcullis,
		maxBlob: 1 << 20, seed: s.seed, once: once, serial: s.serial}
	return l
}

func (s *site) between(from, to time.Duration) time.Duration {
	return from + time.Duration(s.r.Int64N(int64(to-from)))
}

// freeze stops every process that writes to the home, the server first.
func (s *site) freeze() {
	for range 2 { // a second look catches a process that was just being started
		for _, p := range host.Tree(s.server.Roots()...) {
			_ = syscall.Kill(p, syscall.SIGSTOP)
		}
	}
}

// fsck runs the registry's own checker, where it has one.
func (s *site) fsck() error {
	if s.server.Kind != host.Portcullis || s.noFsck {
		return nil
	}
	args := []string{"fsck", "--home", s.server.Dir}
	if s.server.DBURL != "" {
		args = append(args, "--db-url", s.server.DBURL)
	}
	if out, err := s.server.Command(args...); err != nil {
		return fmt.Errorf("fsck: %w: %s", err, out)
	}
	return nil
}

// verify checks the promises of the clients, and lets fsck run beside it.
func (s *site) verify(sample int) (damage, error) {
	var wg sync.WaitGroup
	var err error
	wg.Go(func() { err = s.fsck() })
	d := s.m.check(s.server.Target(), sample)
	wg.Wait()
	return d, err
}

func (s *site) close() {
	s.server.KillAll()
	if s.pg != nil {
		s.pg.Stop()
	}
	if s.image != nil {
		s.image.Unmount()
	}
}
