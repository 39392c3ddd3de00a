package crash

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"time"

	"portcullis/bench/registry"
	"portcullis/bench/wire"
)

// damage is what a check found, by how bad it is for the client that had been promised something.
type damage struct {
	Lost       int // an acknowledged write is not there
	Stale      int // a tag is back at a value older than the last acknowledged one
	Back       int // an acknowledged delete was undone
	Corrupt    int // other bytes, or another length, behind a 200
	Unreadable int // an acknowledged write answers 5xx
	Leftover   int // promised to nobody, but broken: answers 5xx, or a tag is listed and not there
	Notes      []string
}

// broken counts broken promises.
func (d *damage) broken() int { return d.Lost + d.Stale + d.Back + d.Corrupt + d.Unreadable }

func (d *damage) note(format string, args ...any) {
	if len(d.Notes) < 12 {
		d.Notes = append(d.Notes, fmt.Sprintf(format, args...))
	}
}

func (d *damage) merge(o damage) {
	d.Lost += o.Lost
	d.Stale += o.Stale
	d.Back += o.Back
	d.Corrupt += o.Corrupt
	d.Unreadable += o.Unreadable
	d.Leftover += o.Leftover
	for _, n := range o.Notes {
		d.note("%s", n)
	}
}

// check compares the registry with the model: everything touched since the last check, sample of the older
// things, or all of them when sample is negative. What is found becomes what is known.
func (m *model) check(t *registry.Target, sample int) damage {
	m.mu.Lock()
	defer m.mu.Unlock()
	var todo, older []*thing
	for _, x := range m.things {
		switch {
		case x.touched || sample < 0:
			todo = append(todo, x)
		default:
			older = append(older, x)
		}
	}
	rand.Shuffle(len(older), func(i, j int) { older[i], older[j] = older[j], older[i] })
	todo = append(todo, older[:min(max(sample, 0), len(older))]...)
	var d damage
	var mu sync.Mutex
	var wg sync.WaitGroup
	const readers = 4
	for k := range readers {
		wg.Go(func() {
			c := registry.NewClient(t, k, 30*time.Second)
			c.Renew = true
			defer c.Close()
			for i := k; i < len(todo); i += readers {
				state, err := look(c, todo[i])
				mu.Lock()
				judge(&d, todo[i], state, err)
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	m.lists(t, &d)
	return d
}

// look finds the state of one thing. A server that says it is busy, or that cannot be reached for a moment, is asked
// again for a while: that is no damage.
func look(c *registry.Client, t *thing) (string, error) {
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(200 * time.Millisecond) {
		state, err := find(c, t)
		s := registry.Status(err)
		busy := s == 429 || s == 503 || errors.Is(err, wire.ErrNoAnswer) || errors.Is(err, wire.ErrSignIn)
		if !busy || time.Now().After(end) {
			return state, err
		}
	}
}

// find asks once; err is set when there is no honest answer.
func find(c *registry.Client, t *thing) (string, error) {
	var err error
	state := t.ref
	switch t.kind {
	case "blob":
		err = c.GetBlob(t.repo, t.ref, t.size)
	default:
		state, err = c.GetManifest(t.repo, t.ref)
	}
	if registry.Status(err) == 404 {
		return absent, nil
	}
	return state, err
}

func judge(d *damage, t *thing, state string, err error) {
	say := func(what string) {
		d.note("%s: %s %s/%s: found %s, %v; expected %s", what, t.kind, t.repo, brief(t.ref), brief(state), err, briefs(t.allowed))
	}
	t.touched = false
	if err != nil && t.broken {
		return
	}
	if err != nil {
		t.broken = true
		switch {
		case registry.Status(err) == 0 && !errors.Is(err, wire.ErrNoAnswer) && !errors.Is(err, wire.ErrSignIn):
			d.Corrupt++
			say("corrupt")
		case t.may(absent):
			d.Leftover++
			say("broken leftover")
		default:
			d.Unreadable++
			say("unreadable")
		}
		return
	}
	if t.may(state) {
		if len(t.late) == 0 {
			t.allowed = []string{state}
		}
		return
	}
	switch {
	case state == absent:
		d.Lost++
		say("lost")
	case slices.Equal(t.allowed, []string{absent}):
		d.Back++
		say("deleted, but back")
	case slices.Contains(t.history, state):
		d.Stale++
		say("older")
	default:
		d.Corrupt++
		say("never written")
	}
	t.allowed = []string{state} // counted once
}

// lists walks each tag list: every tag that must be there is listed, none that must not be.
func (m *model) lists(t *registry.Target, d *damage) {
	c := registry.NewClient(t, 0, 30*time.Second)
	c.Renew = true
	defer c.Close()
	repos := map[string]bool{}
	for _, x := range m.things {
		if x.kind == "tag" {
			repos[x.repo] = true
		}
	}
	for repo := range repos {
		listed := map[string]bool{}
		var body bytes.Buffer
		for next := "/v2/" + repo + "/tags/list?n=1000"; next != ""; {
			var err error
			if next, err = c.Page(next, repo, &body); err != nil {
				if registry.Status(err) != 404 {
					d.Unreadable++
					d.note("unreadable: tag list of %s: %v", repo, err)
				}
				break
			}
			var page struct{ Tags []string }
			if err := json.Unmarshal(body.Bytes(), &page); err != nil {
				d.Corrupt++
				d.note("tag list of %s: %v: %.80s", repo, err, body.String())
				break
			}
			for _, name := range page.Tags {
				listed[name] = true
			}
		}
		for _, x := range m.things {
			if x.kind != "tag" || x.repo != repo || x.broken || len(x.allowed) != 1 || len(x.late) > 0 {
				continue
			}
			if there := x.allowed[0] != absent; there != listed[x.ref] {
				d.Leftover++
				x.broken = true
				d.note("tag %s/%s: listed %v, readable %v", repo, x.ref, listed[x.ref], there)
			}
		}
	}
}

func (d *damage) String() string {
	return fmt.Sprintf("lost %d, stale %d, undone deletes %d, corrupt %d, unreadable %d, broken leftovers %d%s",
		d.Lost, d.Stale, d.Back, d.Corrupt, d.Unreadable, d.Leftover, strings.Join(append([]string{""}, d.Notes...), "\n    "))
}

func brief(digest string) string {
	if digest == absent {
		return "nothing"
	}
	if strings.HasPrefix(digest, "sha256:") {
		return digest[:min(19, len(digest))]
	}
	return digest
}

func briefs(states []string) string {
	var out []string
	for _, s := range states {
		out = append(out, brief(s))
	}
	return strings.Join(out, " or ")
}
