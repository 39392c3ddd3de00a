// Package crash breaks a registry in every way that a machine can, and holds it to what it had promised.
package crash

import (
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"time"

	"portcullis/bench/host"
)

// kind is one way to break it.
type kind struct {
	name  string
	share int // of 100 rounds
	peers bool
	fault fault
	where func(dir, kind, checkout, name string, seed uint64) (*site, error)
	site  string // kinds with the same one share a server
	needs []string
}

var kinds = []kind{
	{name: "kill", share: 32, peers: true, fault: kill, where: plainSite, site: "plain"},
	{name: "syscall", share: 28, peers: true, needs: []string{"strace"}, fault: syscalls, where: plainSite, site: "plain"},
	{name: "eio", share: 5, peers: true, needs: []string{"strace"}, fault: ioError, where: plainSite, site: "plain"},
	{name: "power", share: 16, peers: true, needs: []string{"mkfs.ext4", "mount"}, fault: power, where: diskSite(1 << 30), site: "power"},
	{name: "enospc", share: 5, peers: true, needs: []string{"mkfs.ext4", "mount"}, fault: full, where: diskSite(1 << 30), site: "enospc"},
	{name: "pg-restart", share: 5, fault: pgRestart, where: databaseSite, site: "database"},
	{name: "pg-stop", share: 4, fault: pgStop, where: databaseSite, site: "database"},
	{name: "pg-cut", share: 5, fault: pgCut, where: databaseSite, site: "database"},
}

// tally is one line of the table.
type tally struct {
	kind                   string
	rounds, acks, open     int
	damage                 damage
	fsck, wrong, norestart int
	starts                 []time.Duration
	took                   time.Duration
}

// Main is the command line.
func Main(args []string) error {
	rounds := 20
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		n, err := strconv.Atoi(args[0])
		if err != nil || n < 1 {
			return fmt.Errorf("%q is not a number of rounds", args[0])
		}
		rounds, args = n, args[1:]
	}
	f := flag.NewFlagSet("crash", flag.ContinueOnError)
	only := f.String("kind", "", "kill, syscall, eio, power, enospc, pg-restart, pg-stop, pg-cut; with commas; default: all")
	peer := f.String("peer", "", "docker-registry: break that in place of Portcullis")
	seed := f.Uint64("seed", uint64(time.Now().UnixNano()), "repeats the choices of a run, as far as the machine lets it")
	checkout := f.String("checkout", ".", "the checkout that holds bin/portcullis")
	dir := f.String("dir", "", "folder for homes, disks and logs; it is kept")
	write := f.String("write", "", "put the table into this file, between its markers")
	fsck := f.Bool("fsck", true, "run bin/portcullis fsck after each round")
	verbose := f.Bool("v", false, "a line for each round")
	if err := f.Parse(args); err != nil {
		return err
	}
	run := &run{kind: host.Portcullis, checkout: *checkout, seed: *seed, verbose: *verbose, fsck: *fsck, keep: *dir != ""}
	if *peer != "" {
		if *peer != host.DockerRegistry {
			return fmt.Errorf("--peer %s: only docker-registry can be broken here", *peer)
		}
		run.kind = host.DockerRegistry
	}
	chosen, err := choose(*only, run.kind)
	if err != nil {
		return err
	}
	if *dir == "" {
		if *dir, err = os.MkdirTemp("", "portcullis-crash-"); err != nil {
			return err
		}
	}
	run.dir = *dir
	fmt.Printf("%s, %d rounds, seed %d\n", run.kind, rounds, *seed)
	begin := time.Now()
	err = run.all(chosen, spread(rounds, chosen))
	table := run.table(time.Since(begin))
	fmt.Print(table)
	if *write != "" && err == nil {
		err = replaceSection(*write, run.kind, table)
	}
	lost, other := run.sum()
	fmt.Printf("lost %d\nother faults %d\n", lost, other)
	if !run.keep && (lost+other == 0 || run.kind != host.Portcullis) && err == nil {
		_ = os.RemoveAll(run.dir)
	} else {
		fmt.Println("kept for inspection:", run.dir)
	}
	if err == nil && lost+other > 0 && run.kind == host.Portcullis {
		err = errors.New("something was lost or broken")
	}
	return err
}

func choose(only, server string) ([]kind, error) {
	var out []kind
	for _, k := range kinds {
		if only == "" && (k.peers || server == host.Portcullis) || slices.Contains(strings.Split(only, ","), k.name) {
			out = append(out, k)
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("no kind %q", only)
	}
	for _, k := range out {
		for _, n := range k.needs {
			if _, err := exec.LookPath(n); err != nil {
				return nil, fmt.Errorf("%s needs %s (Debian: apt-get install strace e2fsprogs mount); --kind leaves it out", k.name, n)
			}
		}
	}
	return out, nil
}

// spread shares the rounds out; no kind goes without while there are enough.
func spread(rounds int, chosen []kind) []int {
	sum := 0
	for _, k := range chosen {
		sum += k.share
	}
	out := make([]int, len(chosen))
	left := rounds
	for i, k := range chosen {
		out[i] = min(left, max(1, rounds*k.share/sum))
		left -= out[i]
	}
	out[0] += left
	return out
}

type run struct {
	kind, checkout, dir string
	seed                uint64
	verbose, keep, fsck bool
	tallies             []*tally
	sites               map[string]*site
}

// homeRounds is after how many rounds a home is checked whole and a new one begun, so that a round stays short.
const homeRounds = 40

func (run *run) all(chosen []kind, rounds []int) error {
	run.sites = map[string]*site{}
	if run.kind == host.Portcullis { // builds now if it must, so that no start waits for a build
		s := host.Server{Checkout: run.checkout}
		if out, err := s.Command("--help"); err != nil {
			return fmt.Errorf("bin/portcullis --help: %w: %s", err, out)
		}
	}
	defer func() {
		for _, s := range run.sites {
			s.close()
		}
	}()
	for i, k := range chosen {
		t := &tally{kind: k.name}
		run.tallies = append(run.tallies, t)
		for n := range rounds[i] {
			if err := run.round(k, t, n); err != nil {
				return fmt.Errorf("%s, round %d: %w", k.name, n+1, err)
			}
		}
		last := i+1 == len(chosen) || chosen[i+1].site != k.site
		if last {
			if err := run.leave(k, t); err != nil {
				return err
			}
		}
	}
	return nil
}

// leave checks everything that a home ever promised, and ends with it.
func (run *run) leave(k kind, t *tally) error {
	s := run.sites[k.site]
	if s == nil {
		return nil
	}
	delete(run.sites, k.site)
	defer s.close()
	if _, err := s.up(); err != nil {
		return err
	}
	d, err := s.verify(-1)
	t.damage.merge(d)
	if err != nil {
		t.fsck++
		t.damage.note("%v", err)
	}
	return nil
}

func (run *run) round(k kind, t *tally, n int) error {
	begin := time.Now()
	if n > 0 && n%homeRounds == 0 {
		if err := run.leave(k, t); err != nil {
			return err
		}
	}
	s := run.sites[k.site]
	if s == nil {
		var err error
		name := fmt.Sprintf("%s-%d", k.site, rand.Uint32()%100000)
		if s, err = k.where(run.dir, run.kind, run.checkout, name, run.seed+uint64(len(run.tallies))*1000+uint64(n)); err != nil {
			return err
		}
		s.noFsck = !run.fsck
		run.sites[k.site] = s
	}
	if _, err := s.up(); err != nil {
		return err
	}
	acks, open := s.m.acks, s.m.open
	what, err := k.fault(s)
	if err != nil {
		t.wrong++
		t.damage.note("round %d (%s): %v", n+1, what, err)
		if what == "" {
			return err
		}
	}
	if strings.Contains(what, "without a restart") {
		t.norestart++
	}
	start, err := s.up()
	if err != nil {
		return err
	}
	if start > 0 {
		t.starts = append(t.starts, start)
	}
	d, err := s.verify(300)
	if err != nil {
		t.fsck++
		t.damage.note("round %d (%s): %v", n+1, what, err)
	}
	t.damage.merge(d)
	t.rounds++
	t.acks += s.m.acks - acks
	t.open += s.m.open - open
	t.took += time.Since(begin)
	if run.verbose || d.broken()+d.Leftover > 0 {
		fmt.Printf("%s %d: %s; %d acknowledged, %d open, start %.2f s, round %.1f s; %s\n", k.name, n+1, what, s.m.acks-acks,
			s.m.open-open, start.Seconds(), time.Since(begin).Seconds(), d.String())
	}
	return nil
}

// sum is broken promises, and what else is wrong.
func (run *run) sum() (lost, other int) {
	for _, t := range run.tallies {
		lost += t.damage.broken()
		other += t.damage.Leftover + t.fsck + t.wrong + t.norestart
	}
	return lost, other
}
