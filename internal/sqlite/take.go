package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/compare"
)

// Taken is what Take took.
type Taken struct {
	Keys int64
	DBs  []int // that they are in
}

// Take makes keys that an earlier run listed the findings of round 0: round 1 can
// look at its Suspects, and if that breaks, what it did not come to stays in the
// result. Only keys that choose wants are taken; the Kind of unverified ones is "". Take
// is for a store without rounds. The file is read once, and may be replaced after that.
func (s *Store) Take(ctx context.Context, from *File, choose func(compare.Conflict) bool) (Taken, error) {
	if s.closed || s.round != 0 || s.taken {
		return Taken{}, errors.New("take keys of a result: the run has begun")
	}
	w, err := s.create(context.WithoutCancel(ctx), 0)
	if err == nil {
		err = from.take(ctx, w, choose)
	}
	if err != nil {
		return Taken{}, fmt.Errorf("take keys of %s: %w", from.path, err)
	}
	s.taken = true
	return s.countTaken(ctx)
}

func (s *Store) countTaken(ctx context.Context) (t Taken, err error) {
	sum, err := s.Summary(ctx, 0)
	if err != nil {
		return t, err
	}
	f, err := Open(ctx, s.file(0))
	if err != nil {
		return t, err
	}
	defer f.Close()
	spans, err := f.spans(ctx)
	t = Taken{Keys: sum.KeyCount() + sum.Unverified, DBs: []int{}}
	for _, s := range spans {
		t.DBs = append(t.DBs, int(s.db))
	}
	return t, err
}

// take fills the file of round 0.
func (f *File) take(ctx context.Context, w *writer, choose func(compare.Conflict) bool) error {
	err := f.copyTo(ctx, w, choose)
	ctx = context.WithoutCancel(ctx)
	if err == nil {
		err = w.settle(ctx)
	}
	if err == nil {
		err = f.handDown(ctx, w)
	}
	w.failed = err != nil
	return errors.Join(err, w.close(ctx))
}

// copyTo copies the chosen keys, some at a time.
func (f *File) copyTo(ctx context.Context, w *writer, choose func(compare.Conflict) bool) error {
	const many = 256
	var some compare.Findings
	pass := func(most int) (err error) {
		if len(some.Conflicts)+len(some.Unverified) >= most {
			err = w.add(context.WithoutCancel(ctx), some)
			some = compare.Findings{}
		}
		return err
	}
	for c, err := range f.differing(ctx) {
		if err != nil {
			return err
		}
		most := many
		if choose(c) {
			some.Conflicts = append(some.Conflicts, c)
		}
		if len(c.Fields) > many {
			most = 1 // such keys do not wait for others
		}
		if err := pass(most); err != nil {
			return err
		}
	}
	for u, err := range f.Unverified(ctx) {
		if err != nil {
			return err
		}
		if choose(compare.Conflict{DB: u.DB, Key: u.Key, Type: u.Type}) {
			some.Unverified = append(some.Unverified, u)
		}
		if err := pass(many); err != nil {
			return err
		}
	}
	return pass(1)
}

// handDown says since when the taken keys are known to differ.
func (f *File) handDown(ctx context.Context, w *writer) error {
	facts, err := f.Facts(ctx)
	if err != nil {
		return err
	}
	since, err := time.Parse(time.RFC3339, facts["started"])
	if err != nil { // a file of redis-full-check 1.x: all that is known is when it was written
		info, err := os.Stat(f.path)
		if err != nil {
			return err
		}
		since = info.ModTime()
	}
	if !f.layout.has("detail", "first_seen") {
		return w.exec(ctx, upsertFirstSeen+` SELECT id, 0, :since FROM main.$key WHERE true `+keepEarlier, sql.Named("since", since.UnixMilli()))
	}
	return w.inherit(ctx, f.path, f.tables, since)
}

const (
	upsertFirstSeen = `INSERT INTO main.detail(key_id, more_fields, first_seen)`
	keepEarlier     = `ON CONFLICT(key_id) DO UPDATE SET
   first_seen = min(coalesce(main.detail.first_seen, excluded.first_seen), excluded.first_seen)`

	// firstSeen has keys take over since when they are known to differ from those of
	// an older file, or else from :since, if that is known.
	firstSeen = upsertFirstSeen + `
SELECT k.id, 0, coalesce(d.first_seen, :since) FROM main.$key k
JOIN older.$oldkey o ON o.db = k.db AND o.key = k.key LEFT JOIN older.detail d ON d.key_id = o.id
WHERE coalesce(d.first_seen, :since) IS NOT NULL
` + keepEarlier
)

// inherit takes over, from an older file, since when keys are known to differ; those
// of which it does not say have been known since the given time, unless that is zero.
func (w *writer) inherit(ctx context.Context, path string, t tables, since time.Time) error {
	return w.attached(ctx, path, t, firstSeen, sql.Named("since", ms(since)))
}
