// Package wire is a small keep-alive HTTP/1.1 client. The load shares two cores with the server it
// measures, so a request costs one write and a few header comparisons, and nothing else.
package wire

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"time"
)

// Request is one request; Body is sent as it is, in one writev with the head when it is small.
type Request struct {
	Method  string
	Path    string
	Header  string // further header lines, each ended by CRLF
	Bearer  string
	Body    [][]byte
	Chunked bool // as the docker client sends a PATCH
	Sink    io.Writer
}

// Response holds what the callers look at. Length counts the bytes of the body that really came.
type Response struct {
	Status       int
	Length       int64
	Declared     int64 // Content-Length, -1 when there was none
	Location     string
	Digest       string
	Link         string
	ContentRange string
	Challenge    string
	RetryAfter   string
}

// Conn is one connection, opened when first needed and again after a failure.
type Conn struct {
	Addr    string
	Timeout time.Duration
	c       net.Conn
	r       *bufio.Reader
	head    []byte
}

// ErrNoAnswer marks a request that may or may not have been carried out.
var ErrNoAnswer = errors.New("no answer")

func (c *Conn) open() error {
	if c.c != nil {
		return nil
	}
	nc, err := net.DialTimeout("tcp", c.Addr, 5*time.Second)
	if err != nil {
		return err
	}
	c.c = nc
	if c.r == nil {
		c.r = bufio.NewReaderSize(nc, 128<<10)
	} else {
		c.r.Reset(nc)
	}
	return nil
}

// Close gives the connection back.
func (c *Conn) Close() {
	if c.c != nil {
		_ = c.c.Close()
		c.c = nil
	}
}

// Do sends one request and reads the whole answer.
func (c *Conn) Do(q *Request) (Response, error) {
	if err := c.open(); err != nil {
		return Response{}, fmt.Errorf("%s %s: %w", q.Method, q.Path, err)
	}
	timeout := c.Timeout
	if timeout == 0 {
		timeout = 60 * time.Second
	}
	_ = c.c.SetDeadline(time.Now().Add(timeout))
	writeErr := c.send(q)
	// A server may answer and close before it has read the whole body: look for that answer.
	p, keep, err := c.receive(q)
	if err == nil && writeErr != nil {
		keep = false
	}
	if err != nil || !keep {
		c.Close()
	}
	if err != nil {
		if writeErr != nil {
			err = writeErr
		}
		return p, fmt.Errorf("%s %s: %w: %v", q.Method, q.Path, ErrNoAnswer, err)
	}
	return p, nil
}

func (c *Conn) send(q *Request) error {
	var size int64
	for _, b := range q.Body {
		size += int64(len(b))
	}
	h := append(c.head[:0], q.Method...)
	h = append(h, ' ')
	h = append(h, q.Path...)
	h = append(h, " HTTP/1.1\r\nHost: "...)
	h = append(h, c.Addr...)
	h = append(h, "\r\n"...)
	if q.Bearer != "" {
		h = append(h, "Authorization: Bearer "...)
		h = append(h, q.Bearer...)
		h = append(h, "\r\n"...)
	}
	h = append(h, q.Header...)
	if q.Chunked {
		h = append(h, "Transfer-Encoding: chunked\r\n"...)
	} else if q.Method != "GET" && q.Method != "HEAD" {
		h = append(h, "Content-Length: "...)
		h = strconv.AppendInt(h, size, 10)
		h = append(h, "\r\n"...)
	}
	h = append(h, "\r\n"...)
	c.head = h
	if len(q.Body) == 0 && !q.Chunked {
		_, err := c.c.Write(h)
		return err
	}
	out := make(net.Buffers, 0, 3*len(q.Body)+2)
	out = append(out, h)
	for _, b := range q.Body {
		if q.Chunked && len(b) > 0 {
			out = append(out, []byte(strconv.FormatInt(int64(len(b)), 16)+"\r\n"), b, []byte("\r\n"))
		} else if !q.Chunked {
			out = append(out, b)
		}
	}
	if q.Chunked {
		out = append(out, []byte("0\r\n\r\n"))
	}
	_, err := out.WriteTo(c.c)
	return err
}

func (c *Conn) receive(q *Request) (Response, bool, error) {
	var p Response
	for {
		p = Response{Declared: -1}
		line, err := c.r.ReadSlice('\n')
		if err != nil {
			return p, false, err
		}
		if len(line) < 12 || !bytes.HasPrefix(line, []byte("HTTP/1.")) {
			return p, false, fmt.Errorf("not HTTP: %.40q", line)
		}
		if p.Status, err = strconv.Atoi(string(line[9:12])); err != nil {
			return p, false, err
		}
		keep, chunked, err := c.headers(&p)
		if err != nil {
			return p, false, err
		}
		if p.Status < 200 {
			continue
		}
		err = c.body(q, &p, chunked)
		if p.Declared < 0 && !chunked && p.Status != 204 && p.Status != 304 && q.Method != "HEAD" {
			keep = false
		}
		return p, keep, err
	}
}

func (c *Conn) headers(p *Response) (keep, chunked bool, err error) {
	keep = true
	for {
		line, err := c.r.ReadSlice('\n')
		if err != nil {
			return false, false, err
		}
		line = bytes.TrimRight(line, "\r\n")
		if len(line) == 0 {
			return keep, chunked, nil
		}
		i := bytes.IndexByte(line, ':')
		if i < 0 {
			return false, false, fmt.Errorf("header without a colon: %.40q", line)
		}
		name, value := line[:i], bytes.TrimSpace(line[i+1:])
		switch len(name) { // a length first: most headers need no comparison
		case 4:
			set(name, "link", value, &p.Link)
		case 8:
			set(name, "location", value, &p.Location)
		case 10:
			if bytes.EqualFold(name, []byte("connection")) && bytes.EqualFold(value, []byte("close")) {
				keep = false
			}
		case 11:
			set(name, "retry-after", value, &p.RetryAfter)
		case 13:
			set(name, "content-range", value, &p.ContentRange)
		case 14:
			if bytes.EqualFold(name, []byte("content-length")) {
				if p.Declared, err = strconv.ParseInt(string(value), 10, 64); err != nil {
					return false, false, err
				}
			}
		case 16:
			set(name, "www-authenticate", value, &p.Challenge)
		case 17:
			if bytes.EqualFold(name, []byte("transfer-encoding")) {
				chunked = bytes.EqualFold(value, []byte("chunked"))
			}
		case 21:
			set(name, "docker-content-digest", value, &p.Digest)
		}
	}
}

func set(name []byte, want string, value []byte, to *string) {
	if strings.EqualFold(string(name), want) {
		*to = string(value)
	}
}

func (c *Conn) body(q *Request, p *Response, chunked bool) error {
	if q.Method == "HEAD" || p.Status == 204 || p.Status == 304 {
		return nil
	}
	if !chunked {
		if p.Declared < 0 {
			n, err := c.take(q, -1)
			p.Length = n
			return err
		}
		n, err := c.take(q, p.Declared)
		p.Length = n
		return err
	}
	for {
		line, err := c.r.ReadSlice('\n')
		if err != nil {
			return err
		}
		size, err := strconv.ParseInt(strings.TrimSpace(string(line)), 16, 64)
		if err != nil {
			return err
		}
		n, err := c.take(q, size)
		p.Length += n
		if err != nil {
			return err
		}
		if _, err = c.r.ReadSlice('\n'); err != nil || size == 0 {
			return err
		}
	}
}

func (c *Conn) take(q *Request, n int64) (int64, error) {
	if n < 0 {
		return io.Copy(orDiscard(q.Sink), c.r)
	}
	if q.Sink == nil {
		var done int64
		for done < n {
			d, err := c.r.Discard(int(min(n-done, 1<<30)))
			done += int64(d)
			if err != nil {
				return done, err
			}
		}
		return done, nil
	}
	return io.CopyN(q.Sink, c.r, n)
}

func orDiscard(w io.Writer) io.Writer {
	if w == nil {
		return io.Discard
	}
	return w
}

// PathOf makes a Location usable as a request path, whether it is absolute or not.
func PathOf(location string) string {
	if i := strings.Index(location, "://"); i >= 0 {
		rest := location[i+3:]
		if j := strings.IndexByte(rest, '/'); j >= 0 {
			return rest[j:]
		}
	}
	return location
}

// Addr is the host:port of a plain http URL.
func Addr(url string) string {
	return strings.TrimSuffix(strings.TrimPrefix(url, "http://"), "/")
}
