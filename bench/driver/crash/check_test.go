package crash

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"portcullis/bench/registry"
)

// shelf is a registry that holds what a test puts there.
type shelf map[string]string

func (s shelf) target(t *testing.T) *registry.Target {
	h := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/tags/list") {
			_, _ = fmt.Fprint(w, `{"name":"r","tags":[`+s["list"]+`]}`)
			return
		}
		body, ok := s[r.URL.Path[strings.LastIndexByte(r.URL.Path, '/')+1:]]
		switch {
		case !ok:
			w.WriteHeader(404)
		case body == "500":
			w.WriteHeader(500)
		default:
			w.Header().Set("Docker-Content-Digest", digest(body))
			_, _ = fmt.Fprint(w, body)
		}
	}))
	t.Cleanup(h.Close)
	return &registry.Target{URL: h.URL}
}

func digest(s string) string {
	h := sha256.Sum256([]byte(s))
	return "sha256:" + hex.EncodeToString(h[:])
}

var serial uint64

func did(op, tag, body, outcome string) entry {
	serial++
	return entry{Serial: serial, Op: op, Repo: "r", Tag: tag, Digest: digest(body), Size: int64(len(body)), Outcome: outcome}
}

func TestDamageIsSeenAndCounted(t *testing.T) {
	one, two, three := "manifest one", "manifest two", "manifest three"
	put := func(body, outcome string) entry { return did(putManifest, "t", body, outcome) }
	all := shelf{digest(one): one, digest(two): two, digest(three): three, "list": `"t"`}
	with := func(more ...string) shelf {
		s := shelf{}
		for k, v := range all {
			s[k] = v
		}
		for i := 0; i < len(more); i += 2 {
			s[more[i]] = more[i+1]
		}
		return s
	}
	cases := []struct {
		name  string
		did   []entry
		shelf shelf
		want  damage
	}{
		{"all there", []entry{put(one, acknowledged), put(two, acknowledged)}, with("t", two), damage{}},
		{"older tag", []entry{put(one, acknowledged), put(two, acknowledged)}, with("t", one), damage{Stale: 1}},
		{"tag in flight, old", []entry{put(one, acknowledged), put(two, noAnswer)}, with("t", one), damage{}},
		{"tag in flight, new", []entry{put(one, acknowledged), put(two, noAnswer)}, with("t", two), damage{}},
		{"tag in flight, older still", []entry{put(one, acknowledged), put(two, acknowledged), put(three, refused)}, with("t", one), damage{Stale: 1}},
		{"late request wins", []entry{put(one, noAnswer), put(two, acknowledged)}, with("t", one), damage{}},
		{"refused request cannot win later", []entry{put(one, refused), put(two, acknowledged)}, with("t", one), damage{Corrupt: 1}},
		{"tag lost", []entry{put(one, acknowledged)}, with("list", ""), damage{Lost: 1}},
		{"tag unreadable", []entry{put(one, acknowledged)}, with("t", "500"), damage{Unreadable: 1}},
		{"broken, promised to nobody", []entry{put(one, noAnswer)}, with("t", "500", "list", ""), damage{Leftover: 1}},
		{"listed without being there", []entry{put(one, refused)}, with(), damage{Leftover: 1}},
		{"delete undone", []entry{put(one, acknowledged), did(deleteTag, "t", one, acknowledged)}, with("t", one), damage{Back: 1}},
		{"delete in flight", []entry{put(one, acknowledged), did(deleteTag, "t", one, refused)}, with("list", ""), damage{}},
		{"blob lost", []entry{did(pushBlob, "", "blob", acknowledged)}, with(), damage{Lost: 1}},
		{"blob empty", []entry{did(pushBlob, "", "blob", acknowledged)}, with(digest("blob"), ""), damage{Corrupt: 1}},
		{"blob of another client", []entry{did(pushBlob, "", "blob", acknowledged), did(pushBlob, "", "blob", noAnswer)}, with(), damage{Lost: 1}},
		{"blob in flight", []entry{did(pushBlob, "", "blob", noAnswer)}, with(), damage{}},
	}
	for _, c := range cases {
		m := newModel()
		for _, e := range c.did {
			m.record(e, 0)
		}
		got := m.check(c.shelf.target(t), -1)
		notes := got.Notes
		got.Notes = nil
		if fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("%s: %v, want %v; %v", c.name, got, c.want, notes)
		}
		if again := m.check(c.shelf.target(t), -1); again.broken() != 0 {
			t.Errorf("%s: counted twice: %v", c.name, again)
		}
	}
}
