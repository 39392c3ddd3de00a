// Package workload holds the kinds of load, each one operation that a client repeats, and the clock around them.
package workload

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"portcullis/bench/registry"
)

// Op is one operation of one client; n is unique in the run. It returns the bytes of content that moved.
type Op func(c *registry.Client, n uint64) (int64, error)

// Result is what a run measured. Times are in milliseconds.
type Result struct {
	Name       string  `json:"name"`
	Clients    int     `json:"clients"`
	Count      int64   `json:"count"`
	Seconds    float64 `json:"seconds"`
	PerSecond  float64 `json:"per_second"`
	MBPerS     float64 `json:"mb_per_second"`
	P50        float64 `json:"p50_ms"`
	P90        float64 `json:"p90_ms"`
	P99        float64 `json:"p99_ms"`
	Max        float64 `json:"max_ms"`
	Errors     int64   `json:"errors"`
	FirstError string  `json:"first_error,omitempty"`
}

// Limit ends a run after a time or a number of operations, whichever is set and comes first.
type Limit struct {
	For   time.Duration
	Count uint64
}

var serial atomic.Uint64

// Run repeats op on every client until the limit. An operation that began in time is finished and counted,
// and the clock stops when the last one is done.
func Run(name string, t *registry.Target, clients int, limit Limit, op Op) Result {
	var (
		wg      sync.WaitGroup
		mu      sync.Mutex
		all     []int64
		content atomic.Int64
		failed  atomic.Int64
		first   string
		issued  atomic.Uint64
	)
	begin := time.Now()
	end := begin.Add(limit.For)
	for id := range clients {
		wg.Go(func() {
			c := registry.NewClient(t, id, 120*time.Second)
			defer c.Close()
			var mine []int64
			for {
				start := time.Now()
				if limit.For > 0 && start.After(end) || limit.Count > 0 && issued.Add(1) > limit.Count {
					break
				}
				n, err := op(c, serial.Add(1))
				if err != nil {
					if failed.Add(1) == 1 {
						mu.Lock()
						first = err.Error()
						mu.Unlock()
					}
					time.Sleep(10 * time.Millisecond)
					continue
				}
				content.Add(n)
				mine = append(mine, time.Since(start).Microseconds())
			}
			mu.Lock()
			all = append(all, mine...)
			mu.Unlock()
		})
	}
	wg.Wait()
	took := time.Since(begin).Seconds()
	slices.Sort(all)
	r := Result{Name: name, Clients: clients, Count: int64(len(all)), Seconds: took, Errors: failed.Load(), FirstError: first}
	r.PerSecond = float64(r.Count) / took
	r.MBPerS = float64(content.Load()) / took / 1e6
	r.P50, r.P90, r.P99, r.Max = at(all, 0.50), at(all, 0.90), at(all, 0.99), at(all, 1)
	return r
}

func at(sorted []int64, q float64) float64 {
	if len(sorted) == 0 {
		return 0
	}
	i := min(int(q*float64(len(sorted))), len(sorted)-1)
	return float64(sorted[i]) / 1000
}

// Err is not nil when any operation failed or none was done.
func (r Result) Err() error {
	if r.Errors > 0 {
		return fmt.Errorf("%s: %d of %d operations failed, the first: %s", r.Name, r.Errors, r.Errors+r.Count, r.FirstError)
	}
	if r.Count == 0 {
		return fmt.Errorf("%s: nothing was done", r.Name)
	}
	return nil
}
