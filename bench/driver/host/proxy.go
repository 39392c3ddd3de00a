package host

import (
	"io"
	"net"
	"strconv"
	"sync"
	"time"
)

// Proxy stands between a server and its database, and can cut the line in the ways that lines fail.
type Proxy struct {
	Port   int
	to     string
	l      net.Listener
	mu     sync.Mutex
	conns  map[net.Conn]bool
	closed bool // refuse what is new
	hole   bool // take bytes and pass nothing on: a half-open connection
}

// NewProxy listens on a free loopback port.
func NewProxy(port int) (*Proxy, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	p := &Proxy{Port: l.Addr().(*net.TCPAddr).Port, to: net.JoinHostPort("127.0.0.1", strconv.Itoa(port)), l: l, conns: map[net.Conn]bool{}}
	go p.accept()
	return p, nil
}

func (p *Proxy) accept() {
	for {
		c, err := p.l.Accept()
		if err != nil {
			return
		}
		p.mu.Lock()
		closed := p.closed
		p.mu.Unlock()
		if closed {
			reset(c)
			continue
		}
		up, err := net.DialTimeout("tcp", p.to, 5*time.Second)
		if err != nil {
			reset(c)
			continue
		}
		p.mu.Lock()
		p.conns[c], p.conns[up] = true, true
		p.mu.Unlock()
		go p.pump(c, up)
		go p.pump(up, c)
	}
}

func (p *Proxy) pump(from, to net.Conn) {
	b := make([]byte, 32<<10)
	for {
		n, err := from.Read(b)
		p.mu.Lock()
		hole := p.hole
		p.mu.Unlock()
		if hole {
			n = 0 // lost on the way, and nobody is told
		}
		if n > 0 {
			if _, e := to.Write(b[:n]); e != nil {
				err = e
			}
		}
		if err != nil {
			p.mu.Lock()
			hole = p.hole
			delete(p.conns, from)
			delete(p.conns, to)
			p.mu.Unlock()
			if !hole || err != io.EOF {
				_ = from.Close()
				_ = to.Close()
			}
			return
		}
	}
}

// Cut resets every connection and refuses new ones.
func (p *Proxy) Cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	for c := range p.conns {
		reset(c)
	}
}

// Swallow loses every byte from now on without closing anything.
func (p *Proxy) Swallow() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.hole = true
}

// Heal lets new connections through. Those that lost bytes are reset, as a router that came back would do.
func (p *Proxy) Heal() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.hole {
		for c := range p.conns {
			reset(c)
		}
	}
	p.closed, p.hole = false, false
}

func reset(c net.Conn) {
	if t, ok := c.(*net.TCPConn); ok {
		_ = t.SetLinger(0)
	}
	_ = c.Close()
}
