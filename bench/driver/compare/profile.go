package compare

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// profileRow records ours with JFR during one row and prints where the time went.
func (set *settings) profileRow(r row, s *side) error {
	exe, err := os.Readlink(fmt.Sprintf("/proc/%d/exe", s.server.Main()))
	if err != nil || filepath.Base(exe) != "java" {
		return fmt.Errorf("--profile works on Portcullis, which runs on Java")
	}
	tool := func(name string, args ...string) error {
		c := exec.Command(filepath.Join(filepath.Dir(exe), name), args...)
		c.Stdout, c.Stderr = os.Stdout, os.Stderr
		return c.Run()
	}
	for left := set.warm; left > 0; left -= set.seconds {
		if _, err := r.measure(s, min(left, set.seconds)); err != nil {
			return err
		}
		s.tidy()
	}
	file := filepath.Join(os.TempDir(), fmt.Sprintf("portcullis-%s-%d.jfr", r.name, time.Now().Unix()))
	pid := fmt.Sprint(s.server.Main())
	if err := tool("jcmd", pid, "JFR.start", "name=bench", "settings=profile", "jdk.CPUTimeSample#enabled=true", "jdk.CPUTimeSample#throttle=500/s"); err != nil {
		return err
	}
	w, err := r.measure(s, max(set.seconds, 10*time.Second))
	s.tidy()
	if stop := tool("jcmd", pid, "JFR.stop", "name=bench", "filename="+file); stop != nil {
		return stop
	}
	if err != nil {
		return err
	}
	fmt.Printf("%s: %.0f/s, p50 %.2f ms, p99 %.2f ms while recorded\n", r.title, w.PerSecond, w.P50, w.P99)
	for _, view := range []string{"cpu-time-hot-methods", "hot-methods", "allocation-by-site", "contention-by-site", "gc-pauses"} {
		if err := tool("jfr", "view", "--width", "150", "--truncate", "beginning", view, file); err != nil {
			fmt.Fprintln(os.Stderr, "view", view, "failed:", err)
		}
	}
	fmt.Println("recording:", file)
	return nil
}
