package compare

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"

	"portcullis/bench/registry"
	"portcullis/bench/wire"
	"portcullis/bench/workload"
)

const script = `wrk.headers["Accept"] = %q
%s
done = function(s, latency, _)
  local e = s.errors
  io.write(string.format('JSON{"requests":%%d,"microseconds":%%d,"bytes":%%.0f,"errors":%%d,"p50":%%d,"p90":%%d,"p99":%%d,"max":%%d}\n',
    s.requests, s.duration, s.bytes, e.connect + e.read + e.write + e.status + e.timeout,
    latency:percentile(50), latency:percentile(90), latency:percentile(99), latency.max))
end
`

// wrk reads one path over and over on 8 connections. It cannot look at bodies, so the path is read and checked
// before and after by the caller, and here the bytes that came must be enough for the answers that were counted.
func wrk(name string, threads int, t *registry.Target, repo, path string, size int64, d time.Duration) (workload.Result, error) {
	r := workload.Result{Name: name, Clients: 8}
	bearer, err := t.Auth.Bearer(wire.Scope(repo, "pull"))
	if err != nil {
		return r, err
	}
	header := ""
	if bearer != "" {
		header = fmt.Sprintf("wrk.headers[\"Authorization\"] = %q", "Bearer "+bearer)
	}
	// The token stands in a file of mode 600: an argument could be read by every user of the machine.
	f, err := os.CreateTemp("", "wrk-*.lua")
	if err != nil {
		return r, err
	}
	defer os.Remove(f.Name())
	if _, err = fmt.Fprintf(f, script, registry.ManifestType, header); err != nil {
		return r, err
	}
	if err = f.Close(); err != nil {
		return r, err
	}
	c := exec.Command("wrk", fmt.Sprintf("-t%d", threads), "-c8", fmt.Sprintf("-d%dms", d.Milliseconds()), "--timeout", "30s", "-s", f.Name(), t.URL+path)
	if d%time.Second == 0 {
		c.Args[3] = fmt.Sprintf("-d%ds", int(d.Seconds()))
	}
	out, err := c.CombinedOutput()
	if err != nil {
		return r, fmt.Errorf("wrk: %w: %s", err, out)
	}
	var w struct {
		Requests, Microseconds, Bytes, Errors int64
		P50, P90, P99, Max                    float64
	}
	_, line, found := strings.Cut(string(out), "JSON")
	if !found {
		return r, fmt.Errorf("wrk printed no result: %s", out)
	}
	line, _, _ = strings.Cut(line, "\n")
	if err := json.Unmarshal([]byte(line), &w); err != nil {
		return r, err
	}
	r.Count, r.Seconds, r.Errors = w.Requests, float64(w.Microseconds)/1e6, w.Errors
	r.PerSecond = float64(r.Count) / r.Seconds
	r.MBPerS = float64(w.Bytes) / r.Seconds / 1e6
	r.P50, r.P90, r.P99, r.Max = w.P50/1000, w.P90/1000, w.P99/1000, w.Max/1000
	if w.Errors > 0 {
		r.FirstError = "wrk counted failed answers"
	}
	if w.Bytes < w.Requests*size {
		return r, fmt.Errorf("%s: %d answers in %d bytes, each should hold %d", name, w.Requests, w.Bytes, size)
	}
	return r, r.Err()
}
