package crash

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"time"
)

var said = map[string]string{
	"kill":       "SIGKILL at a random moment",
	"syscall":    "SIGKILL at the N-th fsync, rename, open, write, unlink, mkdir",
	"eio":        "fsync fails with EIO",
	"power":      "power lost (copied ext4 image)",
	"enospc":     "disk full",
	"pg-restart": "database restarted",
	"pg-stop":    "database stopped for 1 to 4 s",
	"pg-cut":     "connections to the database cut, or packets lost",
}

func (run *run) table(took time.Duration) string {
	var b strings.Builder
	p := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	var s tally
	p("| fault | rounds | acknowledged writes | without an answer that promises | lost | older tag | undone delete | wrong bytes | unreadable | broken leftovers | fsck failed | start again, median / max |")
	p("|---|---|---|---|---|---|---|---|---|---|---|---|")
	for _, t := range run.tallies {
		p("%s", t.row(said[t.kind]))
		s.rounds += t.rounds
		s.acks += t.acks
		s.open += t.open
		s.fsck += t.fsck
		s.starts = append(s.starts, t.starts...)
		s.damage.merge(t.damage)
		s.norestart += t.norestart
		s.wrong += t.wrong
	}
	p("%s", s.row("**all**"))
	p("")
	p("%d rounds in %.0f s, seed %d; writes needed a restart to come back in %d rounds; answers that no fault explains in %d rounds.",
		s.rounds, took.Seconds(), run.seed, s.norestart, s.wrong)
	for _, n := range s.damage.Notes {
		p("- %s", strings.ReplaceAll(n, "\n", " "))
	}
	return b.String()
}

func (t *tally) row(name string) string {
	slices.Sort(t.starts)
	starts := "-"
	if n := len(t.starts); n > 0 {
		starts = fmt.Sprintf("%.2f / %.2f s", t.starts[n/2].Seconds(), t.starts[n-1].Seconds())
	}
	d := t.damage
	return fmt.Sprintf("| %s | %d | %d | %d | %d | %d | %d | %d | %d | %d | %d | %s |", name, t.rounds, t.acks, t.open,
		d.Lost, d.Stale, d.Back, d.Corrupt, d.Unreadable, d.Leftover, t.fsck, starts)
}

// replaceSection puts text between <!-- NAME --> and <!-- /NAME -->.
func replaceSection(path, name, text string) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	from, to := "<!-- "+name+" -->\n", "<!-- /"+name+" -->"
	head, rest, ok := strings.Cut(string(b), from)
	_, tail, ok2 := strings.Cut(rest, to)
	if !ok || !ok2 {
		return fmt.Errorf("%s has no markers %s", path, strings.TrimSpace(from))
	}
	return os.WriteFile(path, []byte(head+from+text+to+tail), 0o644)
}
