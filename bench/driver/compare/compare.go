// Package compare runs two registries side by side and prints how one does against the other.
package compare

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"portcullis/bench/host"
	"portcullis/bench/workload"
)

type settings struct {
	rounds         int
	seconds, warm  time.Duration
	only           []string
	rangeSize      int64
	results, table string
	profile        string
	jfr            string
}

// sample is one measured round of one side.
type sample struct {
	workload.Result
	cpuMs float64 // per operation
	other float64 // share of the machine that neither server nor load used
}

type line struct {
	row         row
	ours, peers []sample
	err         error
}

// Main is the command line.
func Main(args []string) (err error) {
	f := flag.NewFlagSet("run", flag.ContinueOnError)
	rounds := f.Int("rounds", 7, "rounds of each side and row")
	seconds := f.Float64("seconds", 5, "length of a round")
	warm := f.Float64("warm", 30, "warm-up of each row in seconds; at most 5 for a peer")
	only := f.String("only", "", "rows to run, with commas; 'list' prints them")
	peer := f.String("peer", "", "URL of another running registry, in place of docker-registry")
	quick := f.Bool("quick", false, "3 rounds of 2 s after 5 s of warm-up, a 64 MiB blob for ranges; figures are rough")
	ours := f.String("ours", host.Portcullis, "what runs as ours; docker-registry on both sides shows the noise")
	checkout := f.String("checkout", ".", "the checkout that holds bin/portcullis")
	dir := f.String("dir", "", "folder for both stores (default: a temporary one)")
	results := f.String("results", "", "write the table to this file")
	profile := f.String("profile", "", "profile ours with JFR during this row, print the top frames, measure nothing else")
	if err := f.Parse(args); err != nil {
		return err
	}
	set := settings{rounds: *rounds, seconds: duration(*seconds), warm: duration(*warm), rangeSize: 1 << 30, results: *results, profile: *profile}
	if *quick {
		given := map[string]bool{}
		f.Visit(func(x *flag.Flag) { given[x.Name] = true })
		if !given["rounds"] {
			set.rounds = 3
		}
		if !given["seconds"] {
			set.seconds = 2 * time.Second
		}
		if !given["warm"] {
			set.warm = 5 * time.Second
		}
		set.rangeSize = 64 << 20
	}
	if *only == "list" {
		for _, r := range rows() {
			fmt.Printf("%-16s %s\n", r.name, r.title)
		}
		return nil
	}
	if *only != "" {
		set.only = strings.Split(*only, ",")
	}
	if set.profile != "" {
		set.only = []string{set.profile}
	}
	if err := known(set.only); err != nil {
		return err
	}
	if *dir == "" {
		if *dir, err = os.MkdirTemp("", "portcullis-bench-"); err != nil {
			return err
		}
		defer os.RemoveAll(*dir)
	}
	a := &host.Server{Kind: *ours, Checkout: *checkout, Dir: filepath.Join(*dir, "ours"), Logs: filepath.Join(*dir, "ours-log"), Port: host.FreePort()}
	b := &host.Server{Kind: host.DockerRegistry, Dir: filepath.Join(*dir, "peer"), Logs: filepath.Join(*dir, "peer-log"), Port: host.FreePort()}
	if slices.ContainsFunc(rows(), func(r row) bool { return r.secure && slices.Contains(set.only, r.name) }) {
		a.TLSPort, b.TLSPort = host.FreePort(), host.FreePort()
	}
	if *peer != "" {
		port, _ := strconv.Atoi((*peer)[strings.LastIndexByte(*peer, ':')+1:])
		b = &host.Server{Kind: "other", Remote: strings.TrimSuffix(*peer, "/"), Running: host.Listener(port)}
	}
	return set.run(a, b, *dir)
}

func duration(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }

func known(only []string) error {
	for _, o := range only {
		if !slices.ContainsFunc(rows(), func(r row) bool { return r.name == o }) {
			return fmt.Errorf("no row %q; --only list prints them", o)
		}
	}
	return nil
}

func (set *settings) run(a, b *host.Server, dir string) error {
	host.OnSignal(func() { a.KillAll(); b.KillAll() })
	report := &report{set: set, machine: host.Machine(dir), started: time.Now()}
	if err := report.starts(a, b); err != nil {
		return err
	}
	defer a.KillAll()
	defer b.KillAll()
	ours, peer := newSide(a), newSide(b)
	report.ours, report.peer = a.Versions(), b.Versions()
	if a.Target().Auth != nil {
		report.signIn = ", with bearer tokens, durable"
	}
	if set.profile == "" {
		report.idle(a, b)
	}
	for _, s := range []*side{ours, peer} {
		if err := s.seed(set.rangeSize); err != nil {
			return fmt.Errorf("seed of %s: %w", s.server.Kind, err)
		}
	}
	watch := newWatch(a, b)
	failed := 0
	for _, r := range rows() {
		if (len(set.only) > 0 || r.secure) && !slices.Contains(set.only, r.name) || r.oursOnly && a.Kind != host.Portcullis {
			continue
		}
		if set.profile != "" {
			return set.profileRow(r, ours)
		}
		l := set.row(r, ours, peer)
		if l.err != nil {
			failed++
		}
		report.lines = append(report.lines, l)
		fmt.Fprintln(os.Stderr, l.short())
	}
	report.memory(watch.stop())
	for _, s := range []*side{ours, peer} {
		if err := s.check(); err != nil {
			return fmt.Errorf("%s after the load: %w", s.server.Kind, err)
		}
	}
	for _, s := range []*host.Server{a, b} {
		if _, err := s.Stop(); err != nil {
			fmt.Fprintln(os.Stderr, "warning:", err)
		}
	}
	fmt.Print(report.text())
	if set.results != "" {
		if err := os.WriteFile(set.results, []byte(report.text()), 0o644); err != nil {
			return err
		}
	}
	if failed > 0 {
		return fmt.Errorf("%d rows had errors", failed)
	}
	return nil
}

// row warms both sides, then measures them in the order A B B A A B B A ..., so that a slow change of the
// machine falls on both.
func (set *settings) row(r row, ours, peer *side) line {
	l := line{row: r}
	sides := []*side{ours, peer}
	if r.oursOnly {
		sides = sides[:1]
	}
	for _, s := range sides {
		// In pieces, because a warm-up of big pushes would fill the disk.
		warm := set.warm
		if s.server.Kind != host.Portcullis { // nothing there is compiled while it runs
			warm = min(warm, 5*time.Second)
		}
		for left := warm; left > 0; left -= set.seconds {
			if _, l.err = r.measure(s, min(left, set.seconds)); l.err != nil {
				return l
			}
			s.tidy()
		}
	}
	for i := range set.rounds {
		order := slices.Clone(sides)
		if i%2 == 1 {
			slices.Reverse(order)
		}
		for _, s := range order {
			var m sample
			if m, l.err = set.measure(r, s, ours, peer); l.err != nil {
				return l
			}
			if s == ours {
				l.ours = append(l.ours, m)
			} else {
				l.peers = append(l.peers, m)
			}
		}
	}
	return l
}

func (set *settings) measure(r row, s, ours, peer *side) (sample, error) {
	syscall.Sync()
	time.Sleep(200 * time.Millisecond)
	both := append(slices.Clone(ours.server.Roots()), peer.server.Roots()...)
	cpu, all, busy, self := host.CPU(s.server.Roots()...), host.CPU(both...), host.Busy(), host.Self()
	begin := time.Now()
	w, err := r.measure(s, set.seconds)
	if err != nil {
		return sample{}, fmt.Errorf("%s: %w", s.server.Kind, err)
	}
	took := time.Since(begin).Seconds() * float64(cores)
	known := host.CPU(both...) - all + host.Self() - self
	m := sample{Result: w, other: max(0, host.Busy()-busy-known) / took}
	m.cpuMs = (host.CPU(s.server.Roots()...) - cpu) * 1000 / float64(w.Count)
	s.tidy()
	return m, nil
}
