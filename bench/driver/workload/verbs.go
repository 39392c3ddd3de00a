package workload

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"strings"
	"time"

	"portcullis/bench/payload"
	"portcullis/bench/registry"
	"portcullis/bench/wire"
)

type options struct {
	url, user, passwordFile, repo, size, last string
	clients, layers, n, tags                  int
	count                                     uint64
	seconds                                   float64
	docker                                    bool
}

const usage = `usage: bench load [options] VERB
  seed          push an image (--size, --layers) and --tags further tags
  push          push unique blobs of --size (--docker: POST, PATCH, PUT)
  manifest-put  put new manifests under new tags
  repush        push an unchanged image of --layers layers again
  manifest-get  get a manifest by tag
  blob-get      get a blob of --size
  range         get random 64 KiB pieces of a blob of --size
  token         ask for tokens with Basic (needs --user)
  tags          one page of the tag list (--n, --last)
  tags-walk     all pages of it
  catalog       one page of the catalog
  catalog-walk  all pages of it
  herd          --clients clients pull one image at once
`

// Main is the command line: one verb against one registry, a JSON result on standard output.
func Main(args []string) error {
	var o options
	f := flag.NewFlagSet("load", flag.ContinueOnError)
	f.StringVar(&o.url, "url", "http://127.0.0.1:5000", "the registry")
	f.StringVar(&o.user, "user", "", "sign in as this user; without it, no sign-in")
	f.StringVar(&o.passwordFile, "password-file", "", "file that holds the password")
	f.StringVar(&o.repo, "repo", "admin/bench", "repository")
	f.StringVar(&o.size, "size", "4KiB", "size of a blob or layer")
	f.StringVar(&o.last, "last", "", "the page after this name")
	f.IntVar(&o.clients, "clients", 4, "connections")
	f.IntVar(&o.layers, "layers", 10, "layers of the image")
	f.IntVar(&o.n, "n", 100, "names on a page")
	f.IntVar(&o.tags, "tags", 0, "further tags to seed")
	f.Uint64Var(&o.count, "count", 0, "stop after this many operations")
	f.Float64Var(&o.seconds, "seconds", 5, "stop after this time, unless --count is given")
	f.BoolVar(&o.docker, "docker", false, "push as the docker client does")
	f.Usage = func() { fmt.Fprint(os.Stderr, usage); f.PrintDefaults() }
	if err := f.Parse(args); err != nil {
		return err
	}
	auth, err := wire.NewAuth(wire.Addr(o.url), o.user, o.passwordFile)
	if err != nil {
		return err
	}
	t := &registry.Target{URL: o.url, Auth: auth}
	op, err := o.op(f.Arg(0), t)
	if err != nil {
		return err
	}
	limit := Limit{For: time.Duration(o.seconds * float64(time.Second)), Count: o.count}
	if o.count > 0 {
		limit.For = 0
	}
	r := Run(f.Arg(0), t, o.clients, limit, op)
	out := json.NewEncoder(os.Stdout)
	out.SetIndent("", "  ")
	if err := out.Encode(r); err != nil {
		return err
	}
	return r.Err()
}

func (o *options) op(verb string, t *registry.Target) (Op, error) {
	size, err := payload.ParseSize(o.size)
	if err != nil {
		return nil, err
	}
	switch verb {
	case "push":
		return Push(o.repo, size, o.docker, nil), nil
	case "token":
		if t.Auth == nil {
			return nil, fmt.Errorf("token needs --user and --password-file")
		}
		return Tokens(o.repo, o.clients), nil
	case "tags":
		return TagPages(o.repo, o.last, o.n), nil
	case "tags-walk":
		return Walk(fmt.Sprintf("/v2/%s/tags/list?n=%d", o.repo, o.n), o.repo, -1, Names("tags")), nil
	case "catalog":
		return CatalogPages(o.last, o.n), nil
	case "catalog-walk":
		return Walk(fmt.Sprintf("/v2/_catalog?n=%d", o.n), "", -1, Names("repositories")), nil
	}
	return o.onImage(verb, t, size)
}

func (o *options) onImage(verb string, t *registry.Target, size int64) (Op, error) {
	layers := o.layers
	if verb == "blob-get" || verb == "range" {
		layers = 1
	}
	sizes := make([]int64, layers)
	for k := range sizes {
		sizes[k] = size
	}
	switch verb {
	case "seed", "manifest-put", "repush", "manifest-get", "blob-get", "range", "herd":
	default:
		return nil, fmt.Errorf("no verb %q\n%s", verb, usage)
	}
	i, err := Seed(t, o.repo, "seed", sizes)
	if err != nil {
		return nil, err
	}
	switch verb {
	case "seed":
		o.count, o.seconds = uint64(max(o.tags, 1)), 0
		return PutManifests(i, "tag"), nil
	case "manifest-put":
		return PutManifests(i, fmt.Sprintf("put-%x", time.Now().UnixNano())), nil
	case "repush":
		return Repush(i), nil
	case "manifest-get":
		return Manifests(i), nil
	case "blob-get":
		return Blobs(o.repo, i.Layers[0]), nil
	case "range":
		return Ranges(o.repo, i.Layers[0], 64<<10, o.clients), nil
	}
	o.count, o.seconds = uint64(o.clients), 0 // herd: each client once
	return Herd(i), nil
}

// Names counts the strings of a list in a page: {"name":"...","tags":["a","b"]}.
func Names(field string) func([]byte) int {
	key := []byte(`"` + strings.ToLower(field) + `"`)
	return func(page []byte) int {
		i := bytes.Index(page, key)
		if i < 0 {
			return 0
		}
		list := page[i+len(key):]
		if j := bytes.IndexByte(list, ']'); j >= 0 {
			list = list[:j]
		}
		return bytes.Count(list, []byte(`"`)) / 2
	}
}
