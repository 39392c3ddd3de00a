// Package registry speaks the few requests of the distribution protocol that the load and the crash test need.
// Each call says which statuses are right; anything else is an error.
package registry

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"portcullis/bench/payload"
	"portcullis/bench/wire"
)

// ManifestType is the media type of every manifest that is pushed here.
const ManifestType = "application/vnd.oci.image.manifest.v1+json"

// Target is a running registry and how to sign in to it.
type Target struct {
	URL  string
	Auth *wire.Auth // nil: no sign-in
}

// Client is one connection to a target.
type Client struct {
	T    *Target
	Conn wire.Conn
	ID   int
	// Renew asks once more with a fresh token after a 401; a measured run leaves it off, so that a 401 is an error.
	Renew bool
}

// NewClient opens nothing yet.
func NewClient(t *Target, id int, timeout time.Duration) *Client {
	return &Client{T: t, ID: id, Conn: wire.Conn{Addr: wire.Addr(t.URL), Timeout: timeout}}
}

// Close ends the connection.
func (c *Client) Close() { c.Conn.Close() }

// StatusError is an answer that is not the one that was asked for.
type StatusError struct {
	Method, Path string
	Status       int
	Body         string
}

func (e *StatusError) Error() string {
	return fmt.Sprintf("%s %s: status %d %s", e.Method, e.Path, e.Status, e.Body)
}

// Status is the status of the answer in err, or 0 when there was no answer.
func Status(err error) int {
	var s *StatusError
	if errors.As(err, &s) {
		return s.Status
	}
	return 0
}

// Call sends one request with the right token and checks the status.
func (c *Client) Call(q *wire.Request, repo, actions string, want int) (wire.Response, error) {
	var err error
	if q.Bearer, err = c.T.Auth.Bearer(wire.Scope(repo, actions)); err != nil {
		return wire.Response{}, err
	}
	p, err := c.Conn.Do(q)
	if err == nil && p.Status == 401 && c.Renew && c.T.Auth != nil {
		c.T.Auth.Forget()
		if q.Bearer, err = c.T.Auth.Bearer(wire.Scope(repo, actions)); err != nil {
			return p, err
		}
		p, err = c.Conn.Do(q)
	}
	if err == nil && p.Status != want {
		err = &StatusError{Method: q.Method, Path: q.Path, Status: p.Status}
	}
	return p, err
}

const octets = "Content-Type: application/octet-stream\r\n"

// PushBlob uploads in one piece: POST, PUT.
func (c *Client) PushBlob(repo string, b payload.Blob) error {
	p, err := c.start(repo)
	if err != nil {
		return err
	}
	return c.finish(repo, p, b.Digest, b.Body)
}

// PushBlobDocker uploads as the docker client does: POST, PATCH (chunked), PUT.
func (c *Client) PushBlobDocker(repo string, b payload.Blob) error {
	p, err := c.start(repo)
	if err != nil {
		return err
	}
	q := &wire.Request{Method: "PATCH", Path: p, Header: octets, Body: b.Body, Chunked: true}
	r, err := c.Call(q, repo, "pull,push", 202)
	if err != nil {
		return err
	}
	return c.finish(repo, wire.PathOf(r.Location), b.Digest, nil)
}

func (c *Client) start(repo string) (string, error) {
	r, err := c.Call(&wire.Request{Method: "POST", Path: "/v2/" + repo + "/blobs/uploads/"}, repo, "pull,push", 202)
	if err == nil && r.Location == "" {
		err = fmt.Errorf("upload started in %s without a Location", repo)
	}
	return wire.PathOf(r.Location), err
}

func (c *Client) finish(repo, path, digest string, body [][]byte) error {
	sep := "?"
	if strings.Contains(path, "?") {
		sep = "&"
	}
	q := &wire.Request{Method: "PUT", Path: path + sep + "digest=" + digest, Header: octets, Body: body}
	r, err := c.Call(q, repo, "pull,push", 201)
	if err == nil && r.Digest != "" && r.Digest != digest {
		err = fmt.Errorf("pushed %s, the answer says %s", digest, r.Digest)
	}
	return err
}

// HeadBlob checks that a blob is there with this size; a negative size is not checked.
func (c *Client) HeadBlob(repo, digest string, size int64) error {
	r, err := c.Call(&wire.Request{Method: "HEAD", Path: "/v2/" + repo + "/blobs/" + digest}, repo, "pull,push", 200)
	if err == nil && size >= 0 && r.Declared != size {
		err = fmt.Errorf("HEAD %s: length %d, pushed %d", digest, r.Declared, size)
	}
	return err
}

// GetBlob reads a blob and checks length and digest.
func (c *Client) GetBlob(repo, digest string, size int64) error {
	h := sha256.New()
	r, err := c.Call(&wire.Request{Method: "GET", Path: "/v2/" + repo + "/blobs/" + digest, Sink: h}, repo, "pull", 200)
	if err != nil {
		return err
	}
	if r.Length != size {
		return fmt.Errorf("GET %s: %d bytes, pushed %d", digest, r.Length, size)
	}
	if d := "sha256:" + hex.EncodeToString(h.Sum(nil)); d != digest {
		return fmt.Errorf("GET %s: the bytes hash to %s", digest, d)
	}
	return nil
}

// GetRange reads part of a blob of package payload and compares every byte.
func (c *Client) GetRange(repo, digest string, offset, length, size int64, buf *bytes.Buffer) error {
	buf.Reset()
	header := fmt.Sprintf("Range: bytes=%d-%d\r\n", offset, offset+length-1)
	q := &wire.Request{Method: "GET", Path: "/v2/" + repo + "/blobs/" + digest, Header: header, Sink: buf}
	r, err := c.Call(q, repo, "pull", 206)
	if err != nil {
		return err
	}
	if want := fmt.Sprintf("bytes %d-%d/%d", offset, offset+length-1, size); r.ContentRange != want {
		return fmt.Errorf("asked for %s, got Content-Range %q", want, r.ContentRange)
	}
	first, second := payload.At(offset, length)
	got := buf.Bytes()
	if int64(len(got)) != length || !bytes.Equal(got[:len(first)], first) || !bytes.Equal(got[len(first):], second) {
		return fmt.Errorf("range at %d of %s: wrong bytes", offset, digest)
	}
	return nil
}

// PutManifest pushes a manifest under a tag or digest.
func (c *Client) PutManifest(repo, reference string, m payload.Blob) error {
	header := "Content-Type: " + ManifestType + "\r\n"
	q := &wire.Request{Method: "PUT", Path: "/v2/" + repo + "/manifests/" + reference, Header: header, Body: m.Body}
	r, err := c.Call(q, repo, "pull,push", 201)
	if err == nil && r.Digest != m.Digest {
		err = fmt.Errorf("pushed manifest %s, the answer says %q", m.Digest, r.Digest)
	}
	return err
}

const accept = "Accept: " + ManifestType + "\r\n"

// GetManifest reads a manifest; the digest that comes back is that of its bytes.
func (c *Client) GetManifest(repo, reference string) (string, error) {
	h := sha256.New()
	q := &wire.Request{Method: "GET", Path: "/v2/" + repo + "/manifests/" + reference, Header: accept, Sink: h}
	r, err := c.Call(q, repo, "pull", 200)
	if err != nil {
		return "", err
	}
	d := "sha256:" + hex.EncodeToString(h.Sum(nil))
	if r.Digest != d {
		return d, fmt.Errorf("GET manifest %s: bytes hash to %s, the header says %s", reference, d, r.Digest)
	}
	if strings.HasPrefix(reference, "sha256:") && reference != d {
		return d, fmt.Errorf("GET manifest %s: bytes hash to %s", reference, d)
	}
	return d, nil
}

// DeleteManifest deletes by tag or by digest.
func (c *Client) DeleteManifest(repo, reference string) error {
	_, err := c.Call(&wire.Request{Method: "DELETE", Path: "/v2/" + repo + "/manifests/" + reference}, repo, "pull,push,delete", 202)
	return err
}

// Page reads one page of a list and gives its body and the path of the next page.
func (c *Client) Page(path, repo string, into *bytes.Buffer) (next string, err error) {
	into.Reset()
	scope, actions := repo, "pull"
	q := &wire.Request{Method: "GET", Path: path, Sink: into}
	var r wire.Response
	if repo == "" {
		r, err = c.catalog(q)
	} else {
		r, err = c.Call(q, scope, actions, 200)
	}
	if err != nil {
		return "", err
	}
	if i, j := strings.IndexByte(r.Link, '<'), strings.IndexByte(r.Link, '>'); i >= 0 && j > i {
		next = wire.PathOf(r.Link[i+1 : j])
	}
	return next, nil
}

func (c *Client) catalog(q *wire.Request) (wire.Response, error) {
	var err error
	if q.Bearer, err = c.T.Auth.Bearer("registry:catalog:*"); err != nil {
		return wire.Response{}, err
	}
	r, err := c.Conn.Do(q)
	if err == nil && r.Status != 200 {
		err = &StatusError{Method: q.Method, Path: q.Path, Status: r.Status}
	}
	return r, err
}

// Token asks for a fresh token, as a client that signs in does.
func (c *Client) Token(scope string, into *bytes.Buffer) error {
	into.Reset()
	q := &wire.Request{Method: "GET", Path: c.T.Auth.TokenPath(scope), Header: c.T.Auth.BasicHeader(), Sink: into}
	r, err := c.Conn.Do(q)
	if err != nil {
		return err
	}
	if r.Status != 200 {
		return &StatusError{Method: "GET", Path: "/auth/token", Status: r.Status}
	}
	_, _, err = wire.ParseToken(into.Bytes())
	return err
}

// Discard reads a blob without hashing it, and checks its length.
func (c *Client) Discard(repo, digest string, size int64) error {
	r, err := c.Call(&wire.Request{Method: "GET", Path: "/v2/" + repo + "/blobs/" + digest, Sink: io.Discard}, repo, "pull", 200)
	if err == nil && r.Length != size {
		err = fmt.Errorf("GET %s: %d bytes, pushed %d", digest, r.Length, size)
	}
	return err
}
