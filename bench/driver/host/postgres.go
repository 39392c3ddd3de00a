package host

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Postgres is a PostgreSQL server of our own, for the faults that happen to an external database.
type Postgres struct {
	bin, data string
	Port      int
	as        *syscall.Credential
	pid       int
}

// NewPostgres makes a cluster in dir and starts it. As root it runs as the user postgres.
func NewPostgres(dir string) (*Postgres, error) {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	if len(found) == 0 {
		return nil, fmt.Errorf("no PostgreSQL server found (Debian: apt-get install postgresql)")
	}
	slices.Sort(found)
	p := &Postgres{bin: found[len(found)-1], data: filepath.Join(dir, "postgres"), Port: FreePort()}
	if err := os.MkdirAll(p.data, 0o700); err != nil {
		return nil, err
	}
	if os.Geteuid() == 0 {
		u, err := user.Lookup("postgres")
		if err != nil {
			return nil, err
		}
		uid, _ := strconv.Atoi(u.Uid)
		gid, _ := strconv.Atoi(u.Gid)
		p.as = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
		if err := os.Chown(p.data, uid, gid); err != nil {
			return nil, err
		}
		for d := dir; d != "/" && d != "/tmp"; d = filepath.Dir(d) { // it must be able to walk there
			if s, err := os.Stat(d); err == nil && s.Mode()&1 == 0 {
				if err := os.Chmod(d, s.Mode()|0o111); err != nil {
					return nil, err
				}
			}
		}
	}
	if err := p.run("initdb", "-D", p.data, "-A", "trust", "-U", "portcullis", "--encoding=UTF8", "--locale=C", "--no-sync"); err != nil {
		return nil, err
	}
	conf := fmt.Sprintf("listen_addresses = '127.0.0.1'\nport = %d\nunix_socket_directories = ''\nmax_connections = 100\n", p.Port)
	f, err := os.OpenFile(filepath.Join(p.data, "postgresql.conf"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return nil, err
	}
	_, err = f.WriteString(conf)
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		return nil, err
	}
	OnSignal(p.Stop)
	if err := p.Control("start"); err != nil {
		return nil, err
	}
	return p, p.run("createdb", "-h", "127.0.0.1", "-p", strconv.Itoa(p.Port), "-U", "portcullis", "portcullis")
}

// Control runs pg_ctl and waits for it.
func (p *Postgres) Control(verb string, args ...string) error {
	all := append([]string{verb, "-D", p.data, "-w", "-t", "60"}, args...)
	if verb == "start" || verb == "restart" {
		all = append(all, "-l", filepath.Join(p.data, "server.log"))
	}
	if err := p.run("pg_ctl", all...); err != nil {
		return err
	}
	b, _ := os.ReadFile(filepath.Join(p.data, "postmaster.pid"))
	line, _, _ := strings.Cut(string(b), "\n")
	p.pid, _ = strconv.Atoi(line)
	return nil
}

// Signal goes to every process of the server.
func (p *Postgres) Signal(s syscall.Signal) {
	for _, pid := range Tree(p.pid) {
		_ = syscall.Kill(pid, s)
	}
}

// Stop ends it.
func (p *Postgres) Stop() {
	p.Signal(syscall.SIGCONT)
	if p.run("pg_ctl", "stop", "-D", p.data, "-m", "immediate", "-w", "-t", "20") != nil {
		p.Signal(syscall.SIGKILL)
	}
}

func (p *Postgres) run(name string, args ...string) error {
	c := exec.Command(filepath.Join(p.bin, name), args...)
	c.Dir = "/"
	if p.as != nil {
		c.SysProcAttr = &syscall.SysProcAttr{Credential: p.as}
	}
	var out bytes.Buffer
	log, err := os.CreateTemp("", "pg-*.log") // a file and not a pipe: the server inherits it and lives on
	if err != nil {
		return err
	}
	defer os.Remove(log.Name())
	defer log.Close()
	c.Stdout, c.Stderr = log, log
	if err := c.Run(); err != nil {
		b, _ := os.ReadFile(log.Name())
		out.Write(b)
		return fmt.Errorf("%s %s: %w: %s", name, args[0], err, strings.TrimSpace(out.String()))
	}
	return nil
}

// WaitUp waits until it takes connections.
func (p *Postgres) WaitUp(patience time.Duration) error {
	var err error
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if err = p.run("pg_isready", "-q", "-h", "127.0.0.1", "-p", strconv.Itoa(p.Port)); err == nil {
			return nil
		}
	}
	return err
}

// SQL runs statements and returns what they print, bare.
func (p *Postgres) SQL(text string) (string, error) {
	c := exec.Command(filepath.Join(p.bin, "psql"), "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1",
		"-h", "127.0.0.1", "-p", strconv.Itoa(p.Port), "-U", "portcullis", "-d", "portcullis")
	c.Stdin = strings.NewReader(text)
	out, err := c.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("psql: %w: %.400s", err, out)
	}
	return strings.TrimSpace(string(out)), nil
}

// Main is the postmaster.
func (p *Postgres) Main() int { return p.pid }
