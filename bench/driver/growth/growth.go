// Package growth fills the database until it is big and measures whether anything became slower.
package growth

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"portcullis/bench/host"
	"portcullis/bench/payload"
	"portcullis/bench/registry"
	"portcullis/bench/wire"
	"portcullis/bench/workload"
)

const (
	small = "admin/small"
	many  = "admin/many"
)

type suite struct {
	tags, repos, blobs int
	seconds            time.Duration
	server             *host.Server
	pg                 *host.Postgres
	admin, reader      *registry.Target
	image              *workload.Image
	out                strings.Builder
	gcTook             time.Duration
	missed             int
}

// Main is the command line.
func Main(args []string) (err error) {
	f := flag.NewFlagSet("growth", flag.ContinueOnError)
	tags := f.Int("tags", 1_000_000, "tags in one repository")
	repos := f.Int("repos", 100_000, "repositories")
	blobs := f.Int("blobs", 200_000, "blobs for the collection, half of them garbage")
	seconds := f.Float64("seconds", 5, "length of each measurement")
	checkout := f.String("checkout", ".", "the checkout that holds bin/portcullis")
	dir := f.String("dir", "", "folder for everything (default: a temporary one)")
	results := f.String("results", "", "write the tables to this file")
	if err := f.Parse(args); err != nil {
		return err
	}
	if *dir == "" {
		if *dir, err = os.MkdirTemp("", "portcullis-growth-"); err != nil {
			return err
		}
		defer os.RemoveAll(*dir)
	}
	s := &suite{tags: *tags, repos: *repos, blobs: *blobs, seconds: time.Duration(*seconds * float64(time.Second))}
	if s.pg, err = host.NewPostgres(*dir); err != nil {
		return err
	}
	defer s.pg.Stop()
	s.server = &host.Server{Kind: host.Portcullis, Checkout: *checkout, Dir: filepath.Join(*dir, "home"), Logs: filepath.Join(*dir, "log"), Port: host.FreePort(),
		DBURL: fmt.Sprintf("jdbc:postgresql://127.0.0.1:%d/portcullis?user=portcullis", s.pg.Port)}
	host.OnSignal(s.server.KillAll)
	if _, err = s.server.Start(2 * time.Minute); err != nil {
		return err
	}
	defer s.server.KillAll()
	s.admin = s.server.Target()
	s.head(*dir)
	if err = s.all(); err != nil {
		return err
	}
	s.server.KillAll()
	if err = s.peerCollect(*dir); err != nil {
		return err
	}
	fmt.Print(s.out.String())
	if *results != "" {
		if err := os.WriteFile(*results, []byte(s.out.String()), 0o644); err != nil {
			return err
		}
	}
	if s.missed > 0 {
		return fmt.Errorf("%d goals were missed", s.missed)
	}
	return nil
}

func (s *suite) p(format string, args ...any) { fmt.Fprintf(&s.out, format+"\n", args...) }

func (s *suite) head(dir string) {
	s.p("# Results of bench/growth")
	s.p("")
	s.p("Written by `bench/growth`; do not edit. What it does: [README.md](README.md).")
	s.p("")
	s.p("- %s, an external PostgreSQL with its default settings", s.server.Versions())
	for _, m := range host.Machine(dir) {
		s.p("- %s", m)
	}
	s.p("- %s; %d tags in one repository, %d repositories, %d blobs", time.Now().UTC().Format("2006-01-02 15:04 UTC"), s.tags, s.repos, s.blobs)
	s.p("")
}

func (s *suite) all() error {
	var err error
	if s.image, err = workload.Seed(s.admin, small, "latest", []int64{4 << 10, 4 << 10}); err != nil {
		return err
	}
	for _, repo := range []string{many, liveRepo} {
		if _, err = workload.Seed(s.admin, repo, "latest", []int64{4 << 10}); err != nil {
			return err
		}
	}
	for _, step := range []func() error{s.compareSizes, s.tagPages, s.catalogPages, s.collect} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// daily is what a registry does all day; none of it may become slower because there is more of everything.
func (s *suite) daily() ([]workload.Result, error) {
	ops := []struct {
		name string
		op   workload.Op
	}{
		{"manifest GET by tag", workload.Manifests(s.image)},
		{"push 4 KiB", workload.Push(small, 4<<10, false, nil)},
		{"manifest PUT, new tag", workload.PutManifests(s.image, fmt.Sprintf("d%d", time.Now().Unix()))},
		{"token", workload.Tokens(small, 2)},
		{"tag page, n=100", workload.TagPages(small, "", 100)},
		{"catalog page, n=100", workload.CatalogPages("", 100)},
	}
	var out []workload.Result
	for _, o := range ops {
		for _, d := range []time.Duration{s.seconds / 2, s.seconds} { // the first one warms
			r := workload.Run(o.name, s.admin, 2, workload.Limit{For: d}, o.op)
			if err := r.Err(); err != nil {
				return nil, err
			}
			if d == s.seconds {
				out = append(out, r)
			}
		}
	}
	return out, nil
}

func (s *suite) compareSizes() error {
	before, err := s.daily()
	if err != nil {
		return err
	}
	if err := s.fill(); err != nil {
		return err
	}
	if err := s.store(); err != nil {
		return err
	}
	scans, err := s.scans()
	if err != nil {
		return err
	}
	after, err := s.daily()
	if err != nil {
		return err
	}
	s.p("## Empty and full, 2 clients")
	s.p("")
	s.p("| work | p50 empty | p50 full | p99 empty | p99 full | p50 full / empty |")
	s.p("|---|---|---|---|---|---|")
	for i, b := range before {
		a := after[i]
		s.p("| %s | %.2f ms | %.2f ms | %.2f ms | %.2f ms | %.2f |", b.Name, b.P50, a.P50, b.P99, a.P99, a.P50/b.P50)
	}
	s.p("")
	return s.noScans("the daily work", scans)
}

// fill makes many tags, many repositories and a user who may see one in a hundred of them, by SQL.
func (s *suite) fill() error {
	begin := time.Now()
	_, err := s.pg.SQL(fmt.Sprintf(`
insert into tag (repository_id, name, manifest_id)
  select t.repository_id, 'tag-' || lpad(n::text, 8, '0'), t.manifest_id
  from tag t join repository r on r.id = t.repository_id and r.name = '%s', generate_series(1, %d) n where t.name = 'latest';
insert into account (name, kind) select 'org-' || lpad(n::text, 4, '0'), 'organization' from generate_series(0, 999) n;
insert into repository (namespace_id, name)
  select a.id, a.name || '/app-' || lpad(n::text, 8, '0')
  from generate_series(1, %d) n join account a on a.name = 'org-' || lpad((n %% 1000)::text, 4, '0');
insert into account (name, kind, password_hash) select 'reader', 'user', password_hash from account where name = 'admin';
insert into access_grant (subject, account_id, repository_id, repository_name, level)
  select 'user', u.id, r.id, r.name, 'read-only' from account u, repository r where u.name = 'reader' and r.name like 'org-%%' and r.id %% 100 = 7;
vacuum analyze;
`, many, s.tags, s.repos))
	if err != nil {
		return err
	}
	size, err := s.pg.SQL("select pg_total_relation_size('tag') / greatest(1, (select count(*) from tag))")
	s.p("Filled in %.0f s; a tag takes %s bytes with its indexes.", time.Since(begin).Seconds(), size)
	s.p("")
	a, e := wire.NewAuth(wire.Addr(s.server.URL()), "reader", filepath.Join(s.server.Logs, "password"))
	if e != nil {
		return e
	}
	s.reader = &registry.Target{URL: s.server.URL(), Auth: a}
	return err
}

const bigTables = "'tag', 'repository', 'manifest', 'blob', 'blob_link', 'manifest_blob', 'access_grant'"

// scans counts the sequential scans of big tables so far. A backend reports its counts within seconds.
func (s *suite) scans() (string, error) {
	time.Sleep(12 * time.Second)
	return s.pg.SQL("select string_agg(relname || ' ' || seq_scan, ', ' order by relname) from pg_stat_user_tables where relname in (" + bigTables + ")")
}

func (s *suite) noScans(during, before string) error {
	after, err := s.scans()
	if err != nil {
		return err
	}
	if after == before {
		s.p("No sequential scan of a big table during %s.", during)
	} else {
		s.missed++
		s.p("**Sequential scans during %s**: before %s; after %s.", during, before, after)
	}
	s.p("")
	return nil
}

func (s *suite) line(name string, t *registry.Target, op workload.Op, most float64) (workload.Result, error) {
	workload.Run(name, t, 2, workload.Limit{For: s.seconds / 2}, op)
	r := workload.Run(name, t, 2, workload.Limit{For: s.seconds}, op)
	if err := r.Err(); err != nil {
		return r, err
	}
	s.p("| %s | %.2f ms | %.2f ms | <= %g ms | %s |", name, r.P50, r.P99, most, s.met(r.P99 <= most))
	return r, nil
}

func (s *suite) met(ok bool) string {
	if ok {
		return "met"
	}
	s.missed++
	return "missed"
}

func (s *suite) tagPages() error {
	scans, err := s.scans()
	if err != nil {
		return err
	}
	s.p("## %d tags in one repository", s.tags)
	s.p("")
	s.p("| page of n=100, 2 clients | p50 | p99 | must p99 | |")
	s.p("|---|---|---|---|---|")
	name := func(n int) string { return fmt.Sprintf("tag-%08d", n) }
	first, err := s.line("first", s.admin, workload.TagPages(many, "", 100), 10)
	if err != nil {
		return err
	}
	if _, err = s.line("middle", s.admin, workload.TagPages(many, name(s.tags/2), 100), 10); err != nil {
		return err
	}
	last, err := s.line("last", s.admin, workload.TagPages(many, name(s.tags-100), 100), 10)
	if err != nil {
		return err
	}
	s.p("")
	s.p("The last page takes %.2f of the first one (must: <= 1.5; %s).", last.P50/first.P50, s.met(last.P50 <= 1.5*first.P50))
	walk := workload.Run("walk", s.admin, 1, workload.Limit{Count: 1},
		workload.Walk("/v2/"+many+"/tags/list?n=1000", many, s.tags+1, workload.Names("tags")))
	if err := walk.Err(); err != nil {
		return err
	}
	s.p("All of them in pages of 1000: %.1f s (must: <= 15 s for 1M; %s).", walk.Seconds, s.met(walk.Seconds <= 15*float64(s.tags)/1e6))
	s.p("")
	return s.noScans("the tag pages", scans)
}

func (s *suite) catalogPages() error {
	// Before the scans are counted: this is one itself.
	visible, err := s.pg.SQL("select count(*) from access_grant where subject = 'user' and repository_id is not null")
	if err != nil {
		return err
	}
	scans, err := s.scans()
	if err != nil {
		return err
	}
	s.p("## %d repositories", s.repos)
	s.p("")
	s.p("| catalog page of n=100, 2 clients | p50 | p99 | must p99 | |")
	s.p("|---|---|---|---|---|")
	for _, who := range []struct {
		name string
		t    *registry.Target
		most float64
	}{{"administrator", s.admin, 20}, {"user who may see 1 in 100", s.reader, 50}} {
		for _, at := range []struct{ name, last string }{{"first", ""}, {"middle", "org-0500/app"}, {"last", "org-0990/app"}} {
			if _, err := s.line(who.name+", "+at.name, who.t, workload.CatalogPages(at.last, 100), who.most); err != nil {
				return err
			}
		}
	}
	s.p("")
	n := 0
	_, _ = fmt.Sscan(visible, &n)
	walk := workload.Run("walk", s.reader, 1, workload.Limit{Count: 1}, workload.Walk("/v2/_catalog?n=1000", "", n, workload.Names("repositories")))
	if err := walk.Err(); err != nil {
		return err
	}
	s.p("The user's whole catalog, %d names: %.2f s.", n, walk.Seconds)
	s.p("")
	return s.noScans("the catalog pages", scans)
}

// tiny is a blob for the collection: its content is its number.
func tiny(n int) payload.Blob { return payload.NewMaker(64, 0x6763).Make(uint64(n)) }
