// Package host starts the servers and reads what they cost from /proc.
package host

import (
	"bufio"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

// ticks is USER_HZ, which is 100 on every Linux that this runs on.
const ticks = 100

type stat struct {
	pid, ppid int
	cpu       int64 // own and of children that were waited for, in ticks
}

func readStat(pid int) (stat, bool) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return stat{}, false
	}
	s := string(b)
	f := strings.Fields(s[strings.LastIndexByte(s, ')')+1:])
	if len(f) < 15 {
		return stat{}, false
	}
	ppid, _ := strconv.Atoi(f[1])
	var cpu int64
	for _, v := range f[11:15] { // utime stime cutime cstime
		n, _ := strconv.ParseInt(v, 10, 64)
		cpu += n
	}
	return stat{pid, ppid, cpu}, true
}

func pids() []int {
	d, err := os.Open("/proc")
	if err != nil {
		return nil
	}
	defer d.Close()
	names, _ := d.Readdirnames(-1)
	var out []int
	for _, n := range names {
		if p, err := strconv.Atoi(n); err == nil {
			out = append(out, p)
		}
	}
	return out
}

// Tree is the processes with these roots and everything below them.
func Tree(roots ...int) []int {
	below := map[int][]int{}
	for _, p := range pids() {
		if s, ok := readStat(p); ok {
			below[s.ppid] = append(below[s.ppid], p)
		}
	}
	var out []int
	for todo := slices.Clone(roots); len(todo) > 0; todo = todo[1:] {
		p := todo[0]
		if p > 1 && Alive(p) && !slices.Contains(out, p) {
			out = append(out, p)
			todo = append(todo, below[p]...)
		}
	}
	return out
}

// CPU is the processor time in seconds of these trees. A child that ended is in its parent's sum,
// so the difference of two readings counts backends that came and went between them.
func CPU(roots ...int) float64 {
	var sum int64
	for _, p := range Tree(roots...) {
		if s, ok := readStat(p); ok {
			sum += s.cpu
		}
	}
	return float64(sum) / ticks
}

// Alive says whether a process exists and is not a zombie.
func Alive(pid int) bool {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return false
	}
	s := string(b)
	i := strings.LastIndexByte(s, ')')
	return i > 0 && i+2 < len(s) && s[i+2] != 'Z' && s[i+2] != 'X'
}

func field(path, name string) int64 {
	f, err := os.Open(path)
	if err != nil {
		return 0
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		if v, ok := strings.CutPrefix(s.Text(), name+":"); ok {
			n, _ := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(v), " kB"), 10, 64)
			return n << 10
		}
	}
	return 0
}

// RSS is the resident memory of one process, in bytes.
func RSS(pid int) int64 { return field(fmt.Sprintf("/proc/%d/status", pid), "VmRSS") }

// Shared is the memory of a process tree with shared pages counted once (proportional set size).
func Shared(root int) int64 {
	var sum int64
	for _, p := range Tree(root) {
		sum += field(fmt.Sprintf("/proc/%d/smaps_rollup", p), "Pss")
	}
	return sum
}

// Busy is the processor time of the whole machine that was not idle, in seconds, stolen time included.
func Busy() float64 {
	b, err := os.ReadFile("/proc/stat")
	if err != nil {
		return 0
	}
	line, _, _ := strings.Cut(string(b), "\n")
	var sum int64
	for i, v := range strings.Fields(line)[1:9] {
		if i == 3 || i == 4 { // idle, iowait
			continue
		}
		n, _ := strconv.ParseInt(v, 10, 64)
		sum += n
	}
	return float64(sum) / ticks
}

// Self is the processor time of this process and of the children it waited for.
func Self() float64 {
	var sum float64
	for _, who := range []int{syscall.RUSAGE_SELF, syscall.RUSAGE_CHILDREN} {
		var u syscall.Rusage
		if syscall.Getrusage(who, &u) == nil {
			sum += float64(u.Utime.Sec+u.Stime.Sec) + float64(u.Utime.Usec+u.Stime.Usec)/1e6
		}
	}
	return sum
}

// Postmaster is the process id of the PostgreSQL server whose data directory lies under home, or 0.
func Postmaster(home string) int {
	found := 0
	_ = filepath.WalkDir(home, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return nil
		}
		if d.IsDir() {
			rel, _ := filepath.Rel(home, path)
			if strings.Count(rel, "/") > 3 || d.Name() == "base" || d.Name() == "sha256" || d.Name() == "pg_wal" {
				return filepath.SkipDir
			}
			return nil
		}
		if d.Name() == "postmaster.pid" {
			if b, err := os.ReadFile(path); err == nil {
				line, _, _ := strings.Cut(string(b), "\n")
				if p, _ := strconv.Atoi(strings.TrimSpace(line)); p > 1 && Alive(p) && isPostgres(p) {
					found = p
				}
			}
			return filepath.SkipAll
		}
		return nil
	})
	return found
}

func isPostgres(pid int) bool {
	b, _ := os.ReadFile(fmt.Sprintf("/proc/%d/comm", pid))
	return strings.HasPrefix(string(b), "postgres")
}

// Java is the Java process at or below pid, or pid itself when there is none.
func Java(pid int) int {
	for _, p := range Tree(pid) {
		if exe, err := os.Readlink(fmt.Sprintf("/proc/%d/exe", p)); err == nil && filepath.Base(exe) == "java" {
			return p
		}
	}
	return pid
}

// Listener is the process that listens on this loopback port, or 0.
func Listener(port int) int {
	want := fmt.Sprintf(":%04X", port)
	inodes := map[string]bool{}
	for _, table := range []string{"/proc/net/tcp", "/proc/net/tcp6"} {
		b, _ := os.ReadFile(table)
		for _, line := range strings.Split(string(b), "\n") {
			f := strings.Fields(line)
			if len(f) > 9 && strings.HasSuffix(f[1], want) && f[3] == "0A" {
				inodes["socket:["+f[9]+"]"] = true
			}
		}
	}
	for _, p := range pids() {
		dir := fmt.Sprintf("/proc/%d/fd", p)
		fds, err := os.ReadDir(dir)
		if err != nil {
			continue
		}
		for _, fd := range fds {
			if l, err := os.Readlink(filepath.Join(dir, fd.Name())); err == nil && inodes[l] {
				return p
			}
		}
	}
	return 0
}
