package workload

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"

	"portcullis/bench/payload"
	"portcullis/bench/registry"
)

// Push pushes unique blobs; docker chooses POST, PATCH, PUT in place of POST, PUT. seen, if any, gets each digest.
func Push(repo string, size int64, docker bool, seen func(digest string)) Op {
	maker := payload.NewMaker(size, rand.Uint64())
	return func(c *registry.Client, n uint64) (int64, error) {
		b := maker.Make(n)
		push := c.PushBlob
		if docker {
			push = c.PushBlobDocker
		}
		if seen != nil {
			seen(b.Digest)
		}
		return b.Size, push(repo, b)
	}
}

// Image is pushed content that other operations read or point at.
type Image struct {
	Repo     string
	Tag      string
	Config   payload.Blob
	Layers   []payload.Blob
	Manifest payload.Blob
}

// Seed pushes an image with layers of these sizes and checks that all of it can be read back.
func Seed(t *registry.Target, repo, tag string, sizes []int64) (*Image, error) {
	c := registry.NewClient(t, 0, 0)
	defer c.Close()
	i := &Image{Repo: repo, Tag: tag, Config: registry.Config(repo + ":" + tag)}
	if err := c.PushBlob(repo, i.Config); err != nil {
		return nil, err
	}
	for k, s := range sizes {
		b := payload.NewMaker(s, uint64(k)+1).Make(uint64(len(repo)))
		if err := c.PushBlob(repo, b); err != nil {
			return nil, err
		}
		if err := c.GetBlob(repo, b.Digest, b.Size); err != nil {
			return nil, err
		}
		i.Layers = append(i.Layers, b)
	}
	i.Manifest = registry.Manifest(i.Config, i.Layers, "seed")
	if err := c.PutManifest(repo, tag, i.Manifest); err != nil {
		return nil, err
	}
	return i, i.Verify(c)
}

// Verify reads manifest and tag and compares the digest.
func (i *Image) Verify(c *registry.Client) error {
	for _, ref := range []string{i.Tag, i.Manifest.Digest} {
		d, err := c.GetManifest(i.Repo, ref)
		if err != nil {
			return err
		}
		if d != i.Manifest.Digest {
			return fmt.Errorf("%s:%s is %s, pushed %s", i.Repo, ref, d, i.Manifest.Digest)
		}
	}
	return nil
}

// PutManifests puts a new manifest under a new tag each time.
func PutManifests(i *Image, prefix string) Op {
	return func(c *registry.Client, n uint64) (int64, error) {
		tag := fmt.Sprintf("%s-%d", prefix, n)
		m := registry.Manifest(i.Config, i.Layers[:min(1, len(i.Layers))], tag)
		return m.Size, c.PutManifest(i.Repo, tag, m)
	}
}

// Repush is what a build that changed nothing sends: HEAD of each blob, PUT of the same manifest.
func Repush(i *Image) Op {
	return func(c *registry.Client, _ uint64) (int64, error) {
		for _, b := range i.Layers {
			if err := c.HeadBlob(i.Repo, b.Digest, b.Size); err != nil {
				return 0, err
			}
		}
		if err := c.HeadBlob(i.Repo, i.Config.Digest, i.Config.Size); err != nil {
			return 0, err
		}
		return 0, c.PutManifest(i.Repo, i.Tag, i.Manifest)
	}
}

// Ranges reads pieces at random places of one big blob.
func Ranges(repo string, b payload.Blob, length int64, clients int) Op {
	bufs := make([]bytes.Buffer, clients)
	return func(c *registry.Client, _ uint64) (int64, error) {
		offset := rand.Int64N(b.Size - length - 64)
		return length, c.GetRange(repo, b.Digest, offset, length, b.Size, &bufs[c.ID])
	}
}

// Tokens asks for a token with Basic each time.
func Tokens(repo string, clients int) Op {
	bufs := make([]bytes.Buffer, clients)
	return func(c *registry.Client, _ uint64) (int64, error) {
		return 0, c.Token("repository:"+repo+":pull,push", &bufs[c.ID])
	}
}

// Manifests reads one manifest by tag and checks its digest.
func Manifests(i *Image) Op {
	return func(c *registry.Client, _ uint64) (int64, error) {
		d, err := c.GetManifest(i.Repo, i.Tag)
		if err == nil && d != i.Manifest.Digest {
			err = fmt.Errorf("%s:%s is %s, pushed %s", i.Repo, i.Tag, d, i.Manifest.Digest)
		}
		return i.Manifest.Size, err
	}
}

// Blobs reads one blob and checks its length.
func Blobs(repo string, b payload.Blob) Op {
	return func(c *registry.Client, _ uint64) (int64, error) {
		return b.Size, c.Discard(repo, b.Digest, b.Size)
	}
}

// Herd is one client of many that pull the same image at once: manifest, config, every layer.
func Herd(i *Image) Op {
	return func(c *registry.Client, _ uint64) (int64, error) {
		total := i.Config.Size + i.Manifest.Size
		if _, err := c.GetManifest(i.Repo, i.Tag); err != nil {
			return 0, err
		}
		if err := c.Discard(i.Repo, i.Config.Digest, i.Config.Size); err != nil {
			return 0, err
		}
		for _, l := range i.Layers {
			if err := c.Discard(i.Repo, l.Digest, l.Size); err != nil {
				return 0, err
			}
			total += l.Size
		}
		return total, nil
	}
}

// TagPages reads one page of a tag list, always the same one.
func TagPages(repo, last string, n int) Op {
	path := fmt.Sprintf("/v2/%s/tags/list?n=%d", repo, n)
	return pages(path, repo, last)
}

// CatalogPages reads one page of the catalog.
func CatalogPages(last string, n int) Op {
	return pages(fmt.Sprintf("/v2/_catalog?n=%d", n), "", last)
}

func pages(path, repo, last string) Op {
	if last != "" {
		path += "&last=" + strings.ReplaceAll(last, "/", "%2F")
	}
	return func(c *registry.Client, _ uint64) (int64, error) {
		var body bytes.Buffer
		_, err := c.Page(path, repo, &body)
		return int64(body.Len()), err
	}
}

// Walk follows the Link of each page to the end and counts names; one walk is one operation.
func Walk(path, repo string, want int, count func(page []byte) int) Op {
	return func(c *registry.Client, _ uint64) (int64, error) {
		var body bytes.Buffer
		var total int64
		names := 0
		for next := path; next != ""; {
			var err error
			if next, err = c.Page(next, repo, &body); err != nil {
				return total, err
			}
			total += int64(body.Len())
			names += count(body.Bytes())
		}
		if want >= 0 && names != want {
			return total, fmt.Errorf("walk of %s: %d names, there are %d", path, names, want)
		}
		return total, nil
	}
}
