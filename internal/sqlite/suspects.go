package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"iter"
	"maps"
	"slices"

	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/value"
)

// span is where the conflicts of one database stand: between two ids, mostly
// alone, since a round looks at one database after the other. Reading a span
// in order of the ids needs no sorting, so no memory and no temporary file, and
// so does reading the unverified keys.
type span struct{ db, first, last int64 }

// selectSpans finds where the conflicts of one database follow upon each other,
// going from the end of such a span to that of the next.
const selectSpans = `
WITH RECURSIVE span(db, first, last) AS (
   SELECT NULL, 0, 0
   UNION ALL
   SELECT k.db, k.id, coalesce(
      (SELECT min(n.id) FROM $key n WHERE n.id > k.id AND n.db != k.db), (SELECT max(id) + 1 FROM $key)) - 1
   FROM span s JOIN $key k ON k.id = (SELECT min(n.id) FROM $key n WHERE n.id > s.last)
)
SELECT db, first, last FROM span WHERE first > 0`

const selectUnverified = `SELECT db, key, type FROM unverified WHERE +db = ? ORDER BY id`

// Conflicts yields the conflicts with their fields, ordered by database and
// then as they were found. A key with very many fields comes several times, each
// time with others.
func (f *File) Conflicts(ctx context.Context) iter.Seq2[compare.Conflict, error] {
	return f.each(ctx, func(ctx context.Context, s span, yield func(compare.Conflict) bool) (bool, error) {
		return f.conflictsOf(ctx, s, grouper{split: true}, yield)
	})
}

// Suspects yields, database by database, the conflicts and then the unverified
// keys, whose Kind is "". Of very many fields the first are given, and the rest
// counted among More.
func (f *File) Suspects(ctx context.Context) iter.Seq2[compare.Conflict, error] {
	return f.each(ctx, f.wholeConflictsOf, f.unverifiedOf)
}

// differing yields the conflicts as Suspects does.
func (f *File) differing(ctx context.Context) iter.Seq2[compare.Conflict, error] {
	return f.each(ctx, f.wholeConflictsOf)
}

func (f *File) wholeConflictsOf(ctx context.Context, s span, yield func(compare.Conflict) bool) (bool, error) {
	return f.conflictsOf(ctx, s, grouper{}, yield)
}

// reader reads one kind of row of a database. It reports whether to go on.
type reader func(ctx context.Context, s span, yield func(compare.Conflict) bool) (bool, error)

// each yields what the readers find in each database.
func (f *File) each(ctx context.Context, readers ...reader) iter.Seq2[compare.Conflict, error] {
	return func(yield func(compare.Conflict, error) bool) {
		spans, err := f.spans(ctx)
		if err != nil {
			yield(compare.Conflict{}, err)
			return
		}
		good := func(c compare.Conflict) bool { return yield(c, nil) }
		for _, s := range spans {
			for _, read := range readers {
				more, err := read(ctx, s, good)
				if err != nil && more {
					yield(compare.Conflict{}, err)
				}
				if err != nil || !more {
					return
				}
			}
		}
	}
}

// spans finds the databases that have conflicts or unverified keys.
func (f *File) spans(ctx context.Context) ([]span, error) {
	byDB := map[int64]span{}
	use := func(r *sql.Rows) (bool, error) {
		var s span
		err := r.Scan(&s.db, &s.first, &s.last)
		if other, ok := byDB[s.db]; ok {
			s.first, s.last = min(s.first, other.first), max(s.last, other.last)
		}
		byDB[s.db] = s
		return true, err
	}
	err := f.query(ctx, use, selectSpans)
	if f.layout["unverified"] != nil {
		err = errors.Join(err, f.query(ctx, use, `SELECT db, 9223372036854775807, 0 FROM unverified GROUP BY db`))
	}
	return slices.SortedFunc(maps.Values(byDB), func(a, b span) int { return int(a.db - b.db) }), err
}

// conflictsOf reads the conflicts of a span.
func (f *File) conflictsOf(ctx context.Context, s span, g grouper, yield func(compare.Conflict) bool) (bool, error) {
	more := true
	err := f.query(ctx, func(r *sql.Rows) (bool, error) {
		done, c, err := g.next(r)
		if done && err == nil {
			more = yield(c)
		}
		return more, err
	}, f.layout.selectConflicts(), s.db, s.first, s.last)
	if more && err == nil && g.id != 0 {
		more = yield(g.now)
	}
	return more, err
}

// grouper puts the rows of one key together, as far as they can be held.
type grouper struct {
	split bool // what cannot be held comes as another conflict of the key
	id    int64
	held  int
	now   compare.Conflict
}

// Bounds of what is held of one key.
const (
	maxGroupFields = 1 << 13
	maxGroupBytes  = 1 << 20
)

// next takes a row in. If it does not belong to what is held, that is done and
// returned.
func (g *grouper) next(r *sql.Rows) (done bool, c compare.Conflict, err error) {
	var id int64
	var row compare.Conflict
	var part value.Field
	var detail detailScan
	err = r.Scan(append([]any{&id, &row.DB, &row.Key, &row.Type, &row.Kind, &row.Len[0], &row.Len[1],
		&part.Name, &part.Kind}, detail.into()...)...)
	detail.addTo(&row)
	full := id == g.id && (len(g.now.Fields) >= maxGroupFields || g.held >= maxGroupBytes)
	if id != g.id || full && g.split {
		done, c = g.id != 0, g.now
		g.id, g.now, g.held = id, row, 0
	}
	if full && !g.split {
		g.now.More++
		return false, c, err
	}
	if part.Kind != "" {
		g.now.Fields = append(g.now.Fields, part)
		g.held += len(part.Name)
	}
	return done, c, err
}

// unverifiedOf reads the unverified keys of a database, as conflicts of no
// kind.
func (f *File) unverifiedOf(ctx context.Context, s span, yield func(compare.Conflict) bool) (bool, error) {
	more := true
	if f.layout["unverified"] == nil {
		return more, nil
	}
	err := f.query(ctx, func(r *sql.Rows) (bool, error) {
		var c compare.Conflict
		if err := r.Scan(&c.DB, &c.Key, &c.Type); err != nil {
			return true, err
		}
		more = yield(c)
		return more, nil
	}, selectUnverified, s.db)
	return more, err
}

// Unverified yields the keys that could not be read, as they were found.
func (f *File) Unverified(ctx context.Context) iter.Seq2[compare.Unverified, error] {
	return func(yield func(compare.Unverified, error) bool) {
		more := true
		if f.layout["unverified"] == nil {
			return
		}
		err := f.query(ctx, func(r *sql.Rows) (bool, error) {
			var u compare.Unverified
			if err := r.Scan(&u.DB, &u.Key, &u.Type, &u.Reason, &u.Kind, &u.Looks, &u.Changes); err != nil {
				return true, err
			}
			if u.Kind == unread {
				u.Kind = compare.Unread
			}
			more = yield(u, nil)
			return more, nil
		}, `SELECT db, key, type, reason, kind, looks, changes FROM unverified ORDER BY id`)
		if err != nil && more {
			yield(compare.Unverified{}, err)
		}
	}
}
