package crash

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"portcullis/bench/host"
	"portcullis/bench/registry"
)

// A fault happens to a loaded site. It ends with the server dead, or running and healthy again; it says what it did.
type fault func(s *site) (string, error)

// kill: SIGKILL at a random moment, every other time to the embedded database as well.
func kill(s *site) (string, error) {
	l := s.load(true)
	l.start()
	time.Sleep(s.between(300*time.Millisecond, 1800*time.Millisecond))
	what := "server"
	if s.server.PG() > 0 && s.r.IntN(2) == 0 {
		what = "server and database"
		s.server.KillAll()
	} else {
		s.server.Kill()
	}
	l.halt()
	return "SIGKILL to " + what, l.complaint()
}

// complaint is an answer that no fault explains: a 4xx to a right request.
func (l *load) complaint() error {
	if len(l.wrong) > 0 {
		return fmt.Errorf("%d wrong answers, the first: %s", len(l.wrong), l.wrong[0])
	}
	return nil
}

var calls = []struct {
	names string
	most  int // strace counts for each thread apart
}{
	{"fsync,fdatasync", 25},
	{"rename,renameat,renameat2,link,linkat", 12},
	{"openat", 40},
	{"write,pwrite64,writev", 300},
	{"unlink,unlinkat", 6},
	{"mkdir,mkdirat", 6},
}

// syscalls: the server is killed as it enters the N-th call of one kind, before that call is done. Now and then it
// is the database's turn.
func syscalls(s *site) (string, error) {
	c := calls[s.r.IntN(len(calls))]
	n := 1 + s.r.IntN(c.most)
	pids := []int{s.server.Main()}
	who := "server"
	if s.server.PG() > 0 && s.r.IntN(5) == 0 {
		who, pids = "database", host.Tree(s.server.PG())
		c = calls[[]int{0, 3}[s.r.IntN(2)]]
	}
	var paths []string
	if s.server.Kind == host.DockerRegistry && s.r.IntN(5) == 0 { // where its tags live, as the database is for ours
		who, c, n = "server", calls[3], 1+s.r.IntN(2)
		paths, _ = filepath.Glob(filepath.Join(s.server.Dir, "docker/registry/v2/repositories/*/*/_manifests/tags/hot*/current/link"))
	}
	tracer, err := inject(s, pids, c.names, fmt.Sprintf("signal=KILL:when=%d", n), paths...)
	if err != nil {
		return "", err
	}
	l := s.load(true)
	l.start()
	end := time.Now().Add(5 * time.Second)
	for time.Now().Before(end) && s.server.Up() && tracing(tracer) {
		time.Sleep(5 * time.Millisecond)
	}
	what := fmt.Sprintf("%s killed at its call %d of %s", who, n, c.names)
	if len(paths) > 0 {
		what += " to a tag"
	}
	if time.Now().After(end) {
		what = fmt.Sprintf("%s killed while traced (%d x %s)", who, n, c.names)
	}
	if who == "database" {
		time.Sleep(300 * time.Millisecond)
		s.server.KillAll()
	} else if s.server.Up() {
		s.server.Kill()
	}
	l.halt()
	release(tracer)
	return what, l.complaint()
}

// inject attaches strace. Not with --seccomp-bpf: it would leave out the injection without a word.
func inject(s *site, pids []int, calls, what string, paths ...string) (*exec.Cmd, error) {
	log := filepath.Join(s.server.Logs, "strace.log")
	_ = os.Remove(log)
	args := []string{"-f", "-o", log, "-e", "trace=" + calls, "-e", "inject=" + calls + ":" + what}
	for _, p := range paths {
		args = append(args, "-P", p)
	}
	for _, p := range pids {
		args = append(args, "-p", strconv.Itoa(p))
	}
	c := exec.Command("strace", args...)
	note, err := os.Create(filepath.Join(s.server.Logs, "strace.err"))
	if err != nil {
		return nil, err
	}
	defer note.Close()
	c.Stderr = note
	c.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
	if err := c.Start(); err != nil {
		return nil, err
	}
	// "Process 17 attached": then every thread is seen.
	for range 3000 {
		b, _ := os.ReadFile(note.Name())
		if strings.Count(string(b), "attached") >= len(pids) {
			return c, nil
		}
		time.Sleep(10 * time.Millisecond)
	}
	b, _ := os.ReadFile(note.Name())
	release(c)
	return nil, fmt.Errorf("strace did not attach: %s", b)
}

func tracing(c *exec.Cmd) bool { return host.Alive(c.Process.Pid) }

func release(c *exec.Cmd) {
	_ = c.Process.Signal(syscall.SIGTERM) // strace detaches and lets the others go on
	// Now and then it waits for a thread of a process that is dead already.
	stuck := time.AfterFunc(5*time.Second, func() { _ = c.Process.Kill() })
	_ = c.Wait()
	stuck.Stop()
}

// power: everything stops, the disk is copied as it is, and the server starts again on the copy.
func power(s *site) (string, error) {
	l := s.load(true)
	l.start()
	time.Sleep(s.between(300*time.Millisecond, 1800*time.Millisecond))
	s.freeze()
	if err := s.image.Snapshot(); err != nil {
		return "", err
	}
	s.server.KillAll()
	l.halt()
	return "power lost", firstOf(l.complaint(), s.image.Revert())
}

func firstOf(errs ...error) error {
	for _, e := range errs {
		if e != nil {
			return e
		}
	}
	return nil
}

// full: the disk runs full under load; reads must go on, and writes come back once there is space again.
func full(s *site) (string, error) {
	l := s.load(false)
	l.start()
	time.Sleep(300 * time.Millisecond)
	ballast, err := s.image.Fill(s.r.Int64N(6 << 20))
	if err != nil {
		l.halt()
		return "", err
	}
	time.Sleep(s.between(1500*time.Millisecond, 2500*time.Millisecond))
	failed, read := s.readable()
	_ = os.Remove(ballast)
	what := fmt.Sprintf("disk full, %d of %d reads failed meanwhile", failed, read)
	return s.recovered(l, what)
}

// readable reads tags that are certain, while the fault lasts.
func (s *site) readable() (failed, read int) {
	c := registry.NewClient(s.server.Target(), 0, 5*time.Second)
	c.Renew = true
	defer c.Close()
	s.m.mu.Lock()
	var tags []*thing
	for _, t := range s.m.things {
		if t.kind == "manifest" && len(t.allowed) == 1 && t.allowed[0] != absent && !t.touched {
			tags = append(tags, t)
		}
		if len(tags) == 20 {
			break
		}
	}
	s.m.mu.Unlock()
	for _, t := range tags {
		read++
		if _, err := c.GetManifest(t.repo, t.ref); err != nil {
			failed++
		}
	}
	return failed, read
}

// recovered waits until writes succeed again, and ends with SIGKILL so that the next check sees what is on disk.
func (s *site) recovered(l *load, what string) (string, error) {
	begin, mark := time.Now(), l.done.Load()
	for l.done.Load() < mark+40 && time.Since(begin) < 20*time.Second && s.server.Up() {
		time.Sleep(10 * time.Millisecond)
	}
	ok := l.done.Load() >= mark+40
	if ok {
		what += fmt.Sprintf(", writes back after %.1f s", time.Since(begin).Seconds())
	} else {
		what += ", writes did not come back without a restart"
	}
	if s.pg == nil || !ok || s.served%5 == 4 {
		s.server.Kill()
		s.served = 0
	} else {
		s.served++
	}
	l.halt()
	return what, l.complaint()
}

// ioError: a few fsyncs in a row fail.
func ioError(s *site) (string, error) {
	n := 1 + s.r.IntN(10)
	tracer, err := inject(s, []int{s.server.Main()}, "fsync,fdatasync", fmt.Sprintf("error=EIO:when=%d..%d", n, n+2))
	if err != nil {
		return "", err
	}
	l := s.load(false)
	l.start()
	time.Sleep(2 * time.Second)
	release(tracer)
	return s.recovered(l, fmt.Sprintf("fsync %d to %d of each thread fail with EIO", n, n+2))
}

func pgRestart(s *site) (string, error) {
	l := s.load(false)
	l.start()
	time.Sleep(s.between(200*time.Millisecond, 1200*time.Millisecond))
	mode := []string{"fast", "immediate"}[s.r.IntN(2)]
	if err := s.pg.Control("restart", "-m", mode); err != nil {
		return "", err
	}
	return s.recovered(l, "database restarted ("+mode+")")
}

func pgStop(s *site) (string, error) {
	l := s.load(false)
	l.start()
	time.Sleep(s.between(200*time.Millisecond, 1200*time.Millisecond))
	d := s.between(time.Second, 4*time.Second)
	s.pg.Signal(syscall.SIGSTOP)
	time.Sleep(d)
	s.pg.Signal(syscall.SIGCONT)
	return s.recovered(l, fmt.Sprintf("database stopped for %.1f s", d.Seconds()))
}

func pgCut(s *site) (string, error) {
	l := s.load(false)
	l.start()
	time.Sleep(s.between(200*time.Millisecond, 1200*time.Millisecond))
	d := s.between(500*time.Millisecond, 3*time.Second)
	what := "connections to the database cut"
	if s.r.IntN(2) == 0 {
		what = "packets to the database lost"
		s.line.Swallow()
	} else {
		s.line.Cut()
	}
	time.Sleep(d)
	s.line.Heal()
	return s.recovered(l, fmt.Sprintf("%s for %.1f s", what, d.Seconds()))
}

func plainSite(dir, kind, checkout, name string, seed uint64) (*site, error) {
	return newSite(dir, kind, checkout, name, seed)
}

// diskSite has a disk of its own, of this size, kept in memory when there is room: the copy is then quick.
func diskSite(size int64) func(dir, kind, checkout, name string, seed uint64) (*site, error) {
	return func(dir, kind, checkout, name string, seed uint64) (*site, error) {
		s, err := newSite(dir, kind, checkout, name, seed)
		if err != nil {
			return nil, err
		}
		if s.image, err = host.NewImage(dir, name, size); err != nil {
			return nil, err
		}
		s.server.Dir = filepath.Join(s.image.Mount, "home")
		return s, nil
	}
}

// databaseSite has an external database behind a line that can be cut.
func databaseSite(dir, kind, checkout, name string, seed uint64) (*site, error) {
	s, err := newSite(dir, kind, checkout, name, seed)
	if err != nil {
		return nil, err
	}
	if s.pg, err = host.NewPostgres(dir); err != nil {
		return nil, err
	}
	if s.line, err = host.NewProxy(s.pg.Port); err != nil {
		return nil, err
	}
	s.server.DBURL = fmt.Sprintf("jdbc:postgresql://127.0.0.1:%d/portcullis?user=portcullis", s.line.Port)
	return s, nil
}
