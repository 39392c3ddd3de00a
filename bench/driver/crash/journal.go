package crash

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"time"
)

// The operations that clients do.
const (
	pushBlob       = "blob"
	putManifest    = "manifest" // under a tag
	deleteTag      = "tag-delete"
	deleteManifest = "manifest-delete"
)

// What became of an operation.
const (
	acknowledged = "ack"      // the answer that promises it
	refused      = "refused"  // another answer: it may have happened, but it is over
	noAnswer     = "noanswer" // it may have happened, or may yet happen while that server lives
)

// entry is one line of a client's log. The intent is written before the request; the outcome is written and
// synced before the client does anything else.
type entry struct {
	Time    int64  `json:"t"`
	Serial  uint64 `json:"n"`
	Op      string `json:"op,omitempty"`
	Repo    string `json:"repo,omitempty"`
	Tag     string `json:"tag,omitempty"`
	Digest  string `json:"digest,omitempty"`
	Size    int64  `json:"size,omitempty"`
	Outcome string `json:"outcome,omitempty"` // empty: the intent
	Why     string `json:"why,omitempty"`
}

type journal struct {
	f *os.File
}

func openJournal(dir string, client int) (*journal, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(filepath.Join(dir, "client-"+strconv.Itoa(client)+".log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	return &journal{f}, err
}

func (j *journal) write(e entry, sync bool) {
	e.Time = time.Now().UnixNano()
	b, err := json.Marshal(e)
	if err == nil {
		_, err = j.f.Write(append(b, '\n'))
	}
	if err == nil && sync {
		err = j.f.Sync()
	}
	if err != nil {
		panic("the client's own log failed: " + err.Error())
	}
}

const absent = ""

// thing is a blob, a manifest or a tag, with every state in which it may now be found.
type thing struct {
	kind    string // blob, manifest, tag
	repo    string
	ref     string // digest or tag
	size    int64
	allowed []string // digests, or absent; the first is the last acknowledged one
	late    []string // states that an unanswered request may still bring about
	history []string // every state it was ever acknowledged in, for telling "older" from "wrong"
	touched bool
	broken  bool // found broken before: counted once
}

func (t *thing) may(state string) bool {
	return slices.Contains(t.allowed, state) || slices.Contains(t.late, state)
}

func add(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

func (t *thing) apply(state, outcome string) {
	t.touched = true
	switch outcome {
	case acknowledged:
		t.allowed = []string{state}
		t.history = add(t.history, state)
	case refused:
		t.allowed = add(t.allowed, state)
	case noAnswer:
		t.allowed = add(t.allowed, state)
		t.late = add(t.late, state)
	}
}

// model is what the clients know of the registry.
type model struct {
	mu     sync.Mutex
	things map[string]*thing
	acks   int
	open   int // operations without a known outcome
	codes  map[int]int
}

func newModel() *model { return &model{things: map[string]*thing{}, codes: map[int]int{}} }

func (m *model) thing(kind, repo, ref string) *thing {
	key := kind + " " + repo + " " + ref
	t := m.things[key]
	if t == nil {
		t = &thing{kind: kind, repo: repo, ref: ref, allowed: []string{absent}}
		m.things[key] = t
	}
	return t
}

// record applies the outcome of one operation.
func (m *model) record(e entry, status int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if e.Outcome == acknowledged {
		m.acks++
	} else {
		m.open++
		m.codes[status]++
	}
	switch e.Op {
	case pushBlob:
		t := m.thing("blob", e.Repo, e.Digest)
		t.size = e.Size
		if e.Outcome == acknowledged || !slices.Equal(t.allowed, []string{e.Digest}) {
			t.apply(e.Digest, e.Outcome) // another client may have had the same blob acknowledged: then it stays so
		}
	case putManifest:
		t := m.thing("manifest", e.Repo, e.Digest)
		t.size = e.Size
		t.apply(e.Digest, e.Outcome)
		m.thing("tag", e.Repo, e.Tag).apply(e.Digest, e.Outcome)
	case deleteTag:
		m.thing("tag", e.Repo, e.Tag).apply(absent, e.Outcome)
	case deleteManifest:
		m.thing("manifest", e.Repo, e.Digest).apply(absent, e.Outcome)
		if e.Tag != "" { // the tag that pointed at it goes with it
			m.thing("tag", e.Repo, e.Tag).apply(absent, e.Outcome)
		}
	}
}

// restarted forgets what an unanswered request might still do: the server that had it is dead.
func (m *model) restarted() {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, t := range m.things {
		t.late = nil
	}
}
