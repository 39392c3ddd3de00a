package wire

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func server(t *testing.T) *Conn {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/echo":
			w.Header().Set("Docker-Content-Digest", "sha256:abc")
			w.Header().Set("Location", "http://elsewhere:1/v2/x?y=1")
			b, _ := io.ReadAll(r.Body)
			w.WriteHeader(201)
			_, _ = w.Write(b)
		case "/chunked":
			for range 3 {
				_, _ = w.Write([]byte("part "))
				w.(http.Flusher).Flush()
			}
		case "/refuse": // answers without reading the body
			w.Header().Set("Connection", "close")
			w.WriteHeader(413)
		case "/cut":
			w.Header().Set("Content-Length", "100")
			_, _ = w.Write([]byte("short"))
		}
	}))
	t.Cleanup(s.Close)
	return &Conn{Addr: Addr(s.URL)}
}

func TestOneConnectionCarriesEveryKindOfAnswer(t *testing.T) {
	c := server(t)
	var sink bytes.Buffer
	for _, chunked := range []bool{false, true} {
		sink.Reset()
		p, err := c.Do(&Request{Method: "PUT", Path: "/echo", Body: [][]byte{[]byte("he"), []byte("llo")}, Chunked: chunked, Sink: &sink})
		if err != nil || p.Status != 201 || sink.String() != "hello" || p.Digest != "sha256:abc" || PathOf(p.Location) != "/v2/x?y=1" {
			t.Fatalf("chunked %v: %+v %v %q", chunked, p, err, sink.String())
		}
	}
	sink.Reset()
	if p, err := c.Do(&Request{Method: "GET", Path: "/chunked", Sink: &sink}); err != nil || sink.String() != "part part part " || p.Length != 15 {
		t.Fatalf("%+v %v %q", p, err, sink.String())
	}
	if p, err := c.Do(&Request{Method: "HEAD", Path: "/echo"}); err != nil || p.Status != 201 || p.Length != 0 {
		t.Fatalf("%+v %v", p, err)
	}
	if p, err := c.Do(&Request{Method: "PUT", Path: "/refuse", Body: [][]byte{make([]byte, 1<<16)}}); err != nil || p.Status != 413 {
		t.Fatalf("%+v %v", p, err)
	}
}

func TestACutAnswerIsNoAnswer(t *testing.T) {
	c := server(t)
	_, err := c.Do(&Request{Method: "GET", Path: "/cut"})
	if !errors.Is(err, ErrNoAnswer) || !strings.Contains(err.Error(), "EOF") {
		t.Fatal(err)
	}
}
