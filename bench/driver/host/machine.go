package host

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"time"
)

// Machine describes where a result was measured, line by line.
func Machine(dir string) []string {
	lines := []string{
		fmt.Sprintf("%s, %d cores, %.0f GiB memory", cpuModel(), runtime.NumCPU(), float64(field("/proc/meminfo", "MemTotal"))/(1<<30)),
		"Linux " + one("uname", "-r"),
		"disk: " + one("findmnt", "-no", "FSTYPE", "-T", dir) + ", " + syncSpeed(dir),
	}
	return lines
}

func cpuModel() string {
	b, _ := os.ReadFile("/proc/cpuinfo")
	if m := regexp.MustCompile(`model name\s*: (.*)`).FindSubmatch(b); m != nil {
		return string(m[1])
	}
	return runtime.GOARCH
}

// syncSpeed times 4 KiB appends with fdatasync, because a push can be no faster than the disk says it is safe.
func syncSpeed(dir string) string {
	f, err := os.CreateTemp(dir, "sync")
	if err != nil {
		return "unknown"
	}
	defer os.Remove(f.Name())
	defer f.Close()
	b := make([]byte, 4096)
	var took []time.Duration
	for range 200 {
		t := time.Now()
		if _, err := f.Write(b); err != nil || f.Sync() != nil {
			return "unknown"
		}
		took = append(took, time.Since(t))
	}
	slices.Sort(took)
	return fmt.Sprintf("4 KiB append and fsync %.2f ms median, %.2f ms p99", ms(took[100]), ms(took[198]))
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func one(name string, args ...string) string {
	out, err := exec.Command(name, args...).CombinedOutput()
	if err != nil && len(out) == 0 {
		return "unknown"
	}
	line, _, _ := strings.Cut(strings.TrimSpace(string(out)), "\n")
	return strings.TrimSpace(line)
}

// Versions names what ran.
func (s *Server) Versions() string {
	if s.Kind == DockerRegistry {
		f := strings.Fields(one("docker-registry", "--version"))
		return "docker-registry " + f[len(f)-1] + " (Debian)"
	}
	if s.Kind != Portcullis {
		return s.URL()
	}
	v := "Portcullis " + one("git", "-C", s.Checkout, "rev-parse", "--short", "HEAD")
	if one("git", "-C", s.Checkout, "status", "--porcelain", "--untracked-files=no") != "" {
		v += " (with changes)"
	}
	exe, _ := os.Readlink(fmt.Sprintf("/proc/%d/exe", s.jvm))
	if b, err := os.ReadFile(filepath.Join(filepath.Dir(exe), "..", "release")); err == nil {
		if m := regexp.MustCompile(`JAVA_RUNTIME_VERSION="([^"]*)"`).FindSubmatch(b); m != nil {
			v += ", JDK " + string(m[1])
		}
	}
	if exe, err := os.Readlink(fmt.Sprintf("/proc/%d/exe", s.pg)); err == nil {
		v += ", " + one(exe, "--version")
	}
	return v
}
