package growth

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"portcullis/bench/host"
	"portcullis/bench/registry"
	"portcullis/bench/workload"
)

const (
	layersEach = 10 // live blobs of one manifest
	liveRepo   = "admin/live"
)

// collect takes away the half of the blobs that no manifest uses, while clients push and pull.
func (s *suite) collect() error {
	s.p("## Collecting the garbage of %d blobs, %d of it garbage", s.blobs, s.blobs/2)
	s.p("")
	s.p("Links that are unused for longer than the grace period go first, and blobs without a link a grace period later: two runs, whose times are added.")
	s.p("Meanwhile 2 clients push 4 KiB and 2 read manifests.")
	s.p("")
	quietPush, quietPull, err := s.busy(2 * s.seconds)
	if err != nil {
		return err
	}
	rss := host.RSS(s.server.Main())
	cpu := host.CPU(append(s.server.Roots(), s.pg.Main())...)
	type ended struct {
		out  string
		err  error
		took time.Duration
	}
	done := make(chan ended, 1)
	go func() {
		out, took, err := s.gc("gc_link")
		if err == nil {
			var more string
			var longer time.Duration
			more, longer, err = s.gc("gc_blob")
			out, took = out+more, took+longer
		}
		done <- ended{out, err, took}
	}()
	var push, pull workload.Result
	var e ended
	for finished := false; !finished; {
		a, b, err := s.busy(s.seconds)
		if err != nil {
			return err
		}
		if a.P99 > push.P99 {
			push = a
		}
		if b.P99 > pull.P99 {
			pull = b
		}
		select {
		case e = <-done:
			finished = true
		default:
		}
	}
	if e.err != nil {
		return fmt.Errorf("gc: %w: %s", e.err, e.out)
	}
	s.gcTook = e.took
	used := host.CPU(append(s.server.Roots(), s.pg.Main())...) - cpu
	s.p("| | quiet | while collecting | ratio | must | |")
	s.p("|---|---|---|---|---|---|")
	s.p("| push p99 | %.1f ms | %.1f ms | %.2f | <= 1.5 | %s |", quietPush.P99, push.P99, push.P99/quietPush.P99, s.met(push.P99 <= 1.5*quietPush.P99))
	s.p("| pull p99 | %.1f ms | %.1f ms | %.2f | <= 1.5 | %s |", quietPull.P99, pull.P99, pull.P99/quietPull.P99, s.met(pull.P99 <= 1.5*quietPull.P99))
	s.p("")
	s.p("It took %.1f s; server and database used %.1f s of processor with the load; the server's memory grew by %d MiB.",
		e.took.Seconds(), used, (host.RSS(s.server.Main())-rss)>>20)
	s.p("It said: `%s`", strings.ReplaceAll(strings.TrimSpace(e.out), "\n", " / "))
	return s.afterwards()
}

// gc lets what waits in this queue have waited for longer than the grace period, and collects.
func (s *suite) gc(queue string) (string, time.Duration, error) {
	// The server's own collector, whose grace period is 24 h, must not help.
	if _, err := s.pg.SQL("update " + queue + " set queued_at = now() - interval '2 hours'; vacuum analyze " + queue); err != nil {
		return "", 0, err
	}
	begin := time.Now()
	out, err := s.server.Command("gc", "--home", s.server.Dir, "--db-url", s.server.DBURL, "--grace", "1h")
	return out, time.Since(begin), err
}

// store writes the files beside the server and the rows into its database.
func (s *suite) store() error {
	var wg sync.WaitGroup
	root := filepath.Join(s.server.Dir, "blobs")
	for k := range 256 {
		if err := os.MkdirAll(filepath.Join(root, "sha256", fmt.Sprintf("%02x", k)), 0o750); err != nil {
			return err
		}
	}
	const workers = 2
	errs := make([]error, workers)
	rows := make([]strings.Builder, workers)
	for w := range workers {
		wg.Go(func() {
			for n := w; n < s.blobs; n += workers {
				b := tiny(n)
				hex := strings.TrimPrefix(b.Digest, "sha256:")
				key := fmt.Sprintf("sha256/%s/%s.%016x", hex[:2], hex, n)
				var body []byte
				for _, part := range b.Body {
					body = append(body, part...)
				}
				if errs[w] = os.WriteFile(filepath.Join(root, key), body, 0o640); errs[w] != nil {
					return
				}
				fmt.Fprintf(&rows[w], "%d\t%s\t%d\t%s\n", n, b.Digest, b.Size, key)
			}
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	var sql strings.Builder
	sql.WriteString("begin;\ncreate temporary table incoming (n int, digest text collate \"C\", size bigint, key text) on commit drop;\ncopy incoming from stdin;\n")
	for i := range rows {
		sql.WriteString(rows[i].String())
	}
	fmt.Fprintf(&sql, `\.
insert into blob (digest, size, object_key, created_at) select digest, size, key, now() - interval '3 days' from incoming;
insert into blob_link (repository_id, blob_id, created_at)
  select r.id, b.id, now() - interval '3 days' from incoming i join blob b using (digest), repository r where r.name = '%[1]s';
create temporary table image on commit drop as
  select g, r.id as repository_id, ('{"filler":' || g || '}')::bytea as content from generate_series(0, %[2]d - 1) g, repository r where r.name = '%[1]s';
insert into manifest (repository_id, digest, media_type, content)
  select repository_id, 'sha256:' || encode(sha256(content), 'hex'), '%[4]s', content from image;
insert into tag (repository_id, name, manifest_id)
  select i.repository_id, 'live-' || i.g, m.id from image i
  join manifest m on m.repository_id = i.repository_id and m.digest = 'sha256:' || encode(sha256(i.content), 'hex');
insert into manifest_blob (manifest_id, repository_id, blob_id)
  select t.manifest_id, t.repository_id, b.id from incoming n join blob b using (digest), repository r, tag t
  where r.name = '%[1]s' and n.n %% 2 = 0 and t.repository_id = r.id and t.name = 'live-' || ((n.n / 2) / %[3]d);
commit;
vacuum analyze;
`, liveRepo, (s.blobs/2+layersEach-1)/layersEach, layersEach, registry.ManifestType)
	_, err := s.pg.SQL(sql.String())
	return err
}

// busy runs pushes and pulls at once.
func (s *suite) busy(d time.Duration) (push, pull workload.Result, err error) {
	var wg sync.WaitGroup
	wg.Go(func() {
		push = workload.Run("push", s.admin, 2, workload.Limit{For: d}, workload.Push(small, 4<<10, false, nil))
	})
	wg.Go(func() { pull = workload.Run("pull", s.admin, 2, workload.Limit{For: d}, workload.Manifests(s.image)) })
	wg.Wait()
	if err = push.Err(); err == nil {
		err = pull.Err()
	}
	return push, pull, err
}

// afterwards looks that the garbage is gone, rows and files, and nothing else is.
func (s *suite) afterwards() error {
	c := registry.NewClient(s.admin, 0, 0)
	defer c.Close()
	for n := 0; n < s.blobs; n += max(1, s.blobs/1000) | 1 {
		b := tiny(n)
		err := c.GetBlob(liveRepo, b.Digest, b.Size)
		switch {
		case n%2 == 0 && err != nil:
			return fmt.Errorf("a live blob was lost: %w", err)
		case n%2 == 1 && registry.Status(err) != 404:
			return fmt.Errorf("garbage %s still answers: %v", b.Digest, err)
		}
	}
	left, err := s.pg.SQL(fmt.Sprintf("select count(*) from blob where size = %d", tiny(0).Size))
	if err != nil {
		return err
	}
	files := 0
	for n := 1; n < s.blobs; n += 2 {
		hex := strings.TrimPrefix(tiny(n).Digest, "sha256:")
		if _, err := os.Stat(filepath.Join(s.server.Dir, "blobs", "sha256", hex[:2], fmt.Sprintf("%s.%016x", hex, n))); err == nil {
			files++
		}
	}
	s.p("")
	s.p("Left: %s of %d rows (live: %d), %d files of garbage; 1000 blobs were read and checked.", left, s.blobs, s.blobs/2, files)
	if left != fmt.Sprint(s.blobs/2) || files != 0 {
		s.missed++
		s.p("**That is not what should be left.**")
	}
	return nil
}
