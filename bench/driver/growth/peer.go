package growth

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"portcullis/bench/payload"
	"portcullis/bench/registry"
)

// peerCollect lets docker-registry collect the garbage of as many blobs, laid out as it stores them. It cannot do
// that while clients push, so nothing else runs.
func (s *suite) peerCollect(dir string) error {
	if _, err := exec.LookPath("docker-registry"); err != nil {
		s.p("docker-registry is not installed: not compared.")
		return nil
	}
	root := filepath.Join(dir, "peer")
	repo := filepath.Join(root, "docker/registry/v2/repositories", liveRepo)
	put := func(content string, path ...string) error {
		name := filepath.Join(path...)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return err
		}
		return os.WriteFile(name, []byte(content), 0o644)
	}
	blob := func(b payload.Blob, link ...string) error {
		hex := strings.TrimPrefix(b.Digest, "sha256:")
		var body strings.Builder
		for _, part := range b.Body {
			body.Write(part)
		}
		if err := put(body.String(), root, "docker/registry/v2/blobs/sha256", hex[:2], hex, "data"); err != nil {
			return err
		}
		return put(b.Digest, append(append([]string{repo}, link...), "sha256", hex, "link")...)
	}
	var layers []payload.Blob
	for n := range s.blobs {
		b := tiny(n)
		if err := blob(b, "_layers"); err != nil {
			return err
		}
		if n%2 == 0 {
			layers = append(layers, b)
		}
		if len(layers) == layersEach || n == s.blobs-1 && len(layers) > 0 {
			m := registry.Manifest(layers[0], layers[1:], fmt.Sprint(n))
			hex := strings.TrimPrefix(m.Digest, "sha256:")
			tag := filepath.Join(repo, "_manifests/tags", fmt.Sprint("live-", n))
			if err := blob(m, "_manifests/revisions"); err != nil {
				return err
			}
			if err := put(m.Digest, tag, "current/link"); err != nil {
				return err
			}
			if err := put(m.Digest, tag, "index/sha256", hex, "link"); err != nil {
				return err
			}
			layers = nil
		}
	}
	config := filepath.Join(dir, "peer.yml")
	if err := put(fmt.Sprintf("version: 0.1\nlog: {level: error}\nstorage: {filesystem: {rootdirectory: %q}, delete: {enabled: true}}\nhttp: {addr: 127.0.0.1:0}\n", root), config); err != nil {
		return err
	}
	c := exec.Command("docker-registry", "garbage-collect", config)
	begin := time.Now()
	out, err := c.CombinedOutput()
	if err != nil {
		return fmt.Errorf("docker-registry garbage-collect: %w: %.300s", err, out)
	}
	took := time.Since(begin)
	u := c.ProcessState
	s.p("docker-registry on as many blobs, with nothing else running because it must not: %.1f s, %.1f s of processor, %d blobs deleted.",
		took.Seconds(), (u.UserTime() + u.SystemTime()).Seconds(), strings.Count(string(out), "blob eligible for deletion"))
	s.p("Ours must not take longer: %s.", s.met(s.gcTook <= took))
	return nil
}
