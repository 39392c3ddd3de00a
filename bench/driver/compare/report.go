package compare

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"portcullis/bench/host"
)

type report struct {
	set          *settings
	machine      []string
	ours, peer   string
	signIn       string
	started      time.Time
	lines        []line
	first, again [2]time.Duration // start to ready: empty store, then the same store; ours, peer
	idleMemory   peaks
	peakMemory   peaks
}

// starts measures the first start on an empty store and three more, and leaves both running.
func (r *report) starts(a, b *host.Server) error {
	for i, s := range []*host.Server{a, b} {
		if s.Remote != "" {
			continue
		}
		if s.Kind == host.Portcullis { // builds now if it must, so that no build is timed
			if out, err := s.Command("--help"); err != nil {
				return fmt.Errorf("bin/portcullis --help: %w: %s", err, out)
			}
		}
		took, err := s.Start(3 * time.Minute)
		if err != nil {
			return err
		}
		r.first[i] = took
		if r.set.profile != "" {
			continue
		}
		var more []time.Duration
		for range 3 {
			if _, err := s.Stop(); err != nil {
				fmt.Fprintln(os.Stderr, "warning:", err)
			}
			if took, err = s.Start(time.Minute); err != nil {
				return err
			}
			more = append(more, took)
		}
		slices.Sort(more)
		r.again[i] = more[1]
	}
	return nil
}

func (r *report) idle(a, b *host.Server) {
	time.Sleep(10 * time.Second)
	r.idleMemory = memoryNow(a, b)
}

func (r *report) memory(p peaks) { r.peakMemory = p }

// three is the least, the median and the greatest.
func three(v []float64) [3]float64 {
	if len(v) == 0 {
		return [3]float64{}
	}
	s := slices.Sorted(slices.Values(v))
	return [3]float64{s[0], s[len(s)/2], s[len(s)-1]}
}

func each(s []sample, f func(sample) float64) []float64 {
	var out []float64
	for _, m := range s {
		out = append(out, f(m))
	}
	return out
}

func rate(m sample) float64 { return m.PerSecond }

// ratios compares the rounds that were measured next to each other.
func (l *line) ratios() (wall, cpu []float64) {
	for i := range min(len(l.ours), len(l.peers)) {
		wall = append(wall, l.ours[i].PerSecond/l.peers[i].PerSecond)
		if l.peers[i].cpuMs > 0 {
			cpu = append(cpu, l.ours[i].cpuMs/l.peers[i].cpuMs)
		}
	}
	return wall, cpu
}

func (l *line) verdict() string {
	wall, _ := l.ratios()
	r, ours := three(wall)[1], three(each(l.ours, rate))[1]
	var want []string
	ok := true
	if l.row.must > 0 && !l.row.oursOnly {
		want = append(want, fmt.Sprintf("R >= %g", l.row.must))
		ok = ok && r >= l.row.must
	}
	if l.row.perSecond > 0 {
		want = append(want, fmt.Sprintf(">= %g/s", l.row.perSecond))
		ok = ok && ours >= l.row.perSecond
	}
	switch {
	case len(want) == 0:
		return "-"
	case !ok:
		return strings.Join(want, ", ") + ": missed"
	case l.row.goal > 0 && r >= l.row.goal:
		return fmt.Sprintf("%s: met, and the goal %g", strings.Join(want, ", "), l.row.goal)
	}
	return strings.Join(want, ", ") + ": met"
}

func (l *line) short() string {
	if l.err != nil {
		return fmt.Sprintf("%-16s ERROR %v", l.row.name, l.err)
	}
	wall, cpu := l.ratios()
	return fmt.Sprintf("%-16s ours %s  peer %s  R %s  cpu ratio %s  other load %.0f %%", l.row.name, span(three(each(l.ours, rate))),
		span(three(each(l.peers, rate))), span(three(wall)), span(three(cpu)), 100*l.noise())
}

// noise is the largest share of the machine that something else used during a round.
func (l *line) noise() float64 {
	other := func(m sample) float64 { return m.other }
	return max(three(each(l.ours, other))[2], three(each(l.peers, other))[2])
}

func span(t [3]float64) string {
	if t[2] == 0 {
		return "-"
	}
	return fmt.Sprintf("%s / **%s** / %s", number(t[0]), number(t[1]), number(t[2]))
}

func number(v float64) string {
	switch {
	case v >= 1000:
		s := fmt.Sprintf("%.0f", v)
		return s[:len(s)-3] + "," + s[len(s)-3:]
	case v >= 100:
		return fmt.Sprintf("%.0f", v)
	case v >= 10:
		return fmt.Sprintf("%.1f", v)
	}
	return fmt.Sprintf("%.2f", v)
}

func mib(b int64) string { return fmt.Sprintf("%.0f MiB", float64(b)/(1<<20)) }

func (r *report) text() string {
	var b strings.Builder
	p := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	p("# Results of bench/run")
	p("")
	p("Written by `bench/run`; do not edit. How to read it, and what is fair and what is not: [README.md](README.md).")
	p("")
	p("- ours: %s%s", r.ours, r.signIn)
	p("- peer: %s, without sign-in", r.peer)
	for _, m := range r.machine {
		p("- %s", m)
	}
	p("- %s, %d rounds of %s in the order A B B A after %s of warm-up for each row (peer: at most 5s)",
		r.started.UTC().Format("2006-01-02 15:04 UTC"), r.set.rounds, r.set.seconds, r.set.warm)
	p("")
	p("Rates are operations a second, **median** between least and greatest. R = ours / peer of neighbouring rounds. CPU is milliseconds of")
	p("processor for each operation, ours with every PostgreSQL process. Other load: the largest share of the machine that neither the servers nor the client used.")
	p("")
	p("| work | ours /s | peer /s | R | must | CPU ours | CPU peer | CPU ratio | p50, p99 ours ms | p50, p99 peer ms | other load |")
	p("|---|---|---|---|---|---|---|---|---|---|---|")
	mid := func(s []sample, f func(sample) float64) string { return number(three(each(s, f))[1]) }
	cpuOf := func(m sample) float64 { return m.cpuMs }
	for _, l := range r.lines {
		if l.err != nil {
			p("| %s | error: %s | | | | | | | | | |", l.row.title, strings.ReplaceAll(l.err.Error(), "|", "/"))
			continue
		}
		wall, cpu := l.ratios()
		pair := func(s []sample) string {
			if len(s) == 0 {
				return "-"
			}
			return mid(s, func(m sample) float64 { return m.P50 }) + ", " + mid(s, func(m sample) float64 { return m.P99 })
		}
		peerCPU := "-"
		if len(cpu) > 0 {
			peerCPU = mid(l.peers, cpuOf)
		}
		p("| %s | %s | %s | %s | %s | %s | %s | %s | %s | %s | %.0f %% |", l.row.title, span(three(each(l.ours, rate))),
			span(three(each(l.peers, rate))), span(three(wall)), l.verdict(), mid(l.ours, cpuOf), peerCPU, span(three(cpu)),
			pair(l.ours), pair(l.peers), 100*l.noise())
	}
	p("")
	p("| | ours | of it the database | peer | must |")
	p("|---|---|---|---|---|")
	p("| start to ready, empty store | %.2f s | | %.2f s | |", r.first[0].Seconds(), r.first[1].Seconds())
	p("| start to ready, store of the last run (median of 3) | %.2f s | | %.2f s | <= 2.5 s |", r.again[0].Seconds(), r.again[1].Seconds())
	p("| memory, idle 10 s after the start | %s | + %s | %s | server <= 250 MB |", mib(r.idleMemory.ours), mib(r.idleMemory.database), mib(r.idleMemory.peer))
	p("| memory, largest under all rows | %s | + %s | %s | server <= 512 MB |", mib(r.peakMemory.ours), mib(r.peakMemory.database), mib(r.peakMemory.peer))
	p("")
	p("Memory of a server is its resident set; that of the database counts pages shared by its processes once.")
	return b.String()
}
