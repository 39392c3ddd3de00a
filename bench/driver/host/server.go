package host

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"portcullis/bench/registry"
	"portcullis/bench/wire"
)

// The kinds of server.
const (
	Portcullis     = "portcullis"
	DockerRegistry = "docker-registry"
)

// Server is one registry under test. Dir holds all it stores; Logs what it prints.
type Server struct {
	Kind     string
	Checkout string
	Dir      string
	Logs     string
	Port     int
	TLSPort  int      // its https port besides; 0 for none
	DBURL    string   // an external database, for Portcullis
	Env      []string // further environment
	Running  int      // process id of a server that somebody else started, with URL
	Remote   string   // its address

	cmd    *exec.Cmd
	secure *exec.Cmd // a second process over the same folder, of a server that speaks one of both only
	ended  chan struct{}
	jvm    int
	pg     int
	target *registry.Target
}

// FreePort is a loopback port that nobody uses now.
func FreePort() int {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// Password of the administrator that the benchmarks create; the servers live on loopback for minutes.
const Password = "bench-only-Passw0rd"

// URL is where it listens.
func (s *Server) URL() string {
	if s.Remote != "" {
		return s.Remote
	}
	return fmt.Sprintf("http://127.0.0.1:%d", s.Port)
}

func (s *Server) passwordFile() string { return filepath.Join(s.Logs, "password") }

// Start runs the server and returns how long it took until it was ready.
func (s *Server) Start(patience time.Duration) (time.Duration, error) {
	if s.Remote != "" {
		return 0, nil
	}
	for _, d := range []string{s.Dir, s.Logs} {
		if err := os.MkdirAll(d, 0o700); err != nil {
			return 0, err
		}
	}
	cmd, err := s.command()
	if err != nil {
		return 0, err
	}
	out, err := os.OpenFile(filepath.Join(s.Logs, "server.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return 0, err
	}
	defer out.Close()
	cmd.Stdout, cmd.Stderr = out, out
	cmd.Env = append(os.Environ(), s.Env...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	from := time.Now()
	err = begin(func() error {
		s.pg = 0
		s.cmd, s.ended = cmd, make(chan struct{})
		if err := cmd.Start(); err != nil {
			s.cmd = nil
			return err
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	go func(done chan struct{}) { _ = cmd.Wait(); close(done) }(s.ended)
	if err := s.WaitReady(patience); err != nil {
		s.KillAll()
		return 0, fmt.Errorf("%w; the end of its log:\n%s", err, tail(out.Name()))
	}
	took := time.Since(from)
	if err := s.startSecure(); err != nil {
		s.KillAll()
		return 0, err
	}
	s.jvm, s.pg = Java(cmd.Process.Pid), 0
	if s.Kind == Portcullis && s.DBURL == "" {
		s.pg = Postmaster(s.Dir)
	}
	return took, nil
}

// SecureURL is where it listens with TLS.
func (s *Server) SecureURL() string { return fmt.Sprintf("https://127.0.0.1:%d", s.TLSPort) }

func (s *Server) startSecure() error {
	if s.TLSPort == 0 || s.Kind != DockerRegistry {
		return nil
	}
	cert, key := filepath.Join(s.Logs, "cert.pem"), filepath.Join(s.Logs, "key.pem")
	if err := writeCertificate(cert, key); err != nil {
		return err
	}
	config := fmt.Sprintf("version: 0.1\nlog: {level: error, accesslog: {disabled: true}}\n"+
		"storage: {filesystem: {rootdirectory: %q}}\nhttp: {addr: 127.0.0.1:%d, tls: {certificate: %q, key: %q}}\n",
		s.Dir, s.TLSPort, cert, key)
	path := filepath.Join(s.Logs, "config-tls.yml")
	if err := os.WriteFile(path, []byte(config), 0o600); err != nil {
		return err
	}
	c := exec.Command("docker-registry", "serve", path)
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := begin(c.Start); err != nil {
		return err
	}
	s.secure = c
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if l, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", s.TLSPort)); err == nil {
			return l.Close()
		}
	}
	return fmt.Errorf("%s does not listen with TLS", s.Kind)
}

func (s *Server) endSecure() {
	if s.secure != nil {
		_ = s.secure.Process.Kill()
		_ = s.secure.Wait()
		s.secure = nil
	}
}

func (s *Server) command() (*exec.Cmd, error) {
	if s.Kind == DockerRegistry {
		config := fmt.Sprintf("version: 0.1\nlog: {level: error, accesslog: {disabled: true}}\n"+
			"storage: {filesystem: {rootdirectory: %q}, delete: {enabled: true}}\nhttp: {addr: 127.0.0.1:%d}\n", s.Dir, s.Port)
		path := filepath.Join(s.Logs, "config.yml")
		if err := os.WriteFile(path, []byte(config), 0o600); err != nil {
			return nil, err
		}
		return exec.Command("docker-registry", "serve", path), nil
	}
	if err := os.WriteFile(s.passwordFile(), []byte(Password+"\n"), 0o600); err != nil {
		return nil, err
	}
	args := []string{"serve", "--home", s.Dir, "--port", strconv.Itoa(s.Port), "--admin-password-file", s.passwordFile()}
	if s.TLSPort != 0 {
		args = append(args, "--https-port", strconv.Itoa(s.TLSPort))
	}
	if s.DBURL != "" {
		args = append(args, "--db-url", s.DBURL)
	}
	return exec.Command(filepath.Join(s.Checkout, "bin", "portcullis"), args...), nil
}

// WaitReady polls until the server says it can serve.
func (s *Server) WaitReady(patience time.Duration) error {
	path := "/_ping"
	if s.Kind != Portcullis {
		path = "/v2/"
	}
	client := http.Client{Timeout: 5 * time.Second}
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if s.ended != nil {
			select {
			case <-s.ended:
				return fmt.Errorf("%s ended before it was ready", s.Kind)
			default:
			}
		}
		if p, err := client.Get(s.URL() + path); err == nil {
			_ = p.Body.Close()
			if p.StatusCode == http.StatusOK {
				return nil
			}
		}
	}
	return fmt.Errorf("%s was not ready within %s", s.Kind, patience)
}

// Target is how clients reach it: ours with tokens, the others without sign-in.
func (s *Server) Target() *registry.Target {
	if s.target == nil {
		s.target = &registry.Target{URL: s.URL()}
		if s.Kind == Portcullis {
			a, err := wire.NewAuth(wire.Addr(s.URL()), "admin", s.passwordFile())
			if err != nil {
				panic(err)
			}
			s.target.Auth = a
		}
	}
	return s.target
}

// Roots are the processes whose trees are this server's cost.
func (s *Server) Roots() []int {
	if s.Running > 0 {
		return []int{s.Running}
	}
	if s.cmd == nil {
		return nil
	}
	r := []int{s.cmd.Process.Pid}
	if s.secure != nil {
		r = append(r, s.secure.Process.Pid)
	}
	if s.pg > 0 {
		r = append(r, s.pg)
	}
	return r
}

// Main is the server process itself.
func (s *Server) Main() int {
	if s.Running > 0 {
		return s.Running
	}
	return s.jvm
}

// PG is the postmaster of its embedded database, or 0.
func (s *Server) PG() int { return s.pg }

// Up says whether the server process still runs.
func (s *Server) Up() bool {
	if s.cmd == nil {
		return false
	}
	select {
	case <-s.ended:
		return false
	default:
		return Alive(s.jvm)
	}
}

// Kill ends the server process with SIGKILL; its database, if embedded, lives on.
func (s *Server) Kill() {
	if s.cmd == nil {
		return
	}
	for _, p := range Tree(s.cmd.Process.Pid) {
		if !isPostgres(p) || s.pg == 0 {
			_ = syscall.Kill(p, syscall.SIGKILL)
		}
	}
	<-s.ended
}

// KillAll ends the server and its embedded database with SIGKILL.
func (s *Server) KillAll() {
	s.endSecure()
	if s.pg == 0 && s.Kind == Portcullis && s.DBURL == "" { // of a start that did not get ready
		s.pg = Postmaster(s.Dir)
	}
	all := Tree(s.Roots()...)
	for _, p := range all {
		_ = syscall.Kill(p, syscall.SIGKILL)
	}
	if s.cmd != nil {
		<-s.ended
	}
	for end := time.Now().Add(5 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		left := 0
		for _, p := range all {
			if Alive(p) {
				left++
			}
		}
		if left == 0 {
			return
		}
	}
}

// Stop asks the server to end and says how long that took.
func (s *Server) Stop() (time.Duration, error) {
	if s.cmd == nil || s.Remote != "" {
		return 0, nil
	}
	s.endSecure()
	begin := time.Now()
	_ = syscall.Kill(s.jvm, syscall.SIGTERM)
	select {
	case <-s.ended:
	case <-time.After(40 * time.Second):
		s.KillAll()
		return 0, fmt.Errorf("%s did not stop within 40 s", s.Kind)
	}
	took := time.Since(begin)
	if s.pg > 0 && Alive(s.pg) {
		s.KillAll()
		return took, fmt.Errorf("%s left its PostgreSQL running after SIGTERM", s.Kind)
	}
	if code := s.cmd.ProcessState.ExitCode(); s.Kind == Portcullis && code != 0 {
		return took, fmt.Errorf("%s exited with %d after SIGTERM", s.Kind, code)
	}
	return took, nil
}

// Command runs a verb of bin/portcullis and returns what it printed.
func (s *Server) Command(args ...string) (string, error) {
	c := exec.Command(filepath.Join(s.Checkout, "bin", "portcullis"), args...)
	c.Env = append(os.Environ(), s.Env...)
	out, err := c.CombinedOutput()
	return string(out), err
}

func tail(path string) string {
	b, _ := os.ReadFile(path)
	lines := strings.Split(strings.TrimSpace(string(b)), "\n")
	return strings.Join(lines[max(0, len(lines)-25):], "\n")
}
