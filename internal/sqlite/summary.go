package sqlite

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/redis-full-check/redis-full-check/internal/check"
	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/keyname"
	"github.com/redis-full-check/redis-full-check/internal/record"
)

// counter makes the summary of a round.
type counter struct {
	check.Summary
	families *keyname.Counter
}

func newCounter() *counter {
	sum := check.Summary{Keys: map[compare.Cell]int64{}, Fields: map[compare.Cell]int64{}, DBs: map[int]int64{}}
	return &counter{Summary: sum, families: keyname.NewCounter(keyname.Most)}
}

// key counts a key that differs.
func (c *counter) key(db int, cell compare.Cell, name []byte) {
	c.Keys[cell]++
	c.DBs[db]++
	c.families.Add(name)
}

// conflict counts a key and what differs in it.
func (c *counter) conflict(x compare.Conflict) {
	c.key(x.DB, compare.Cell{Type: x.Type, Kind: x.Kind}, []byte(x.Key))
	for _, f := range x.Fields {
		c.Fields[compare.Cell{Type: x.Type, Kind: f.Kind}]++
	}
	for kind, n := range x.Handed {
		c.Fields[compare.Cell{Type: x.Type, Kind: kind}] += n
	}
	c.MoreFields += x.More
}

// summary is what was counted.
func (c *counter) summary() check.Summary {
	s := c.Summary
	s.Largest, s.Families = c.families.Top(10), int64(c.families.Families())
	return s
}

// Summary counts the conflicts in the file. It does so itself: to group a
// million rows SQLite would sort them first.
func (f *File) Summary(ctx context.Context) (check.Summary, error) {
	c := newCounter()
	if err := f.countKeys(ctx, c); err != nil {
		return check.Summary{}, err
	}
	if err := f.countFields(ctx, c.Fields); err != nil {
		return check.Summary{}, err
	}
	err := f.countRest(ctx, &c.Summary)
	return c.summary(), err
}

func (f *File) countKeys(ctx context.Context, c *counter) error {
	var name sql.RawBytes
	return f.query(ctx, func(r *sql.Rows) (bool, error) {
		var cell compare.Cell
		var db int
		err := r.Scan(&db, &cell.Type, &cell.Kind, &name)
		c.key(db, cell, name)
		return true, err
	}, `SELECT db, type, conflict_type, key FROM $key`)
}

// selectFields looks the key of each field up, never the fields of each key.
const selectFields = `SELECT k.type, f.conflict_type FROM $field f CROSS JOIN $key k ON k.id = f.key_id`

func (f *File) countFields(ctx context.Context, cells map[compare.Cell]int64) error {
	return f.query(ctx, func(r *sql.Rows) (bool, error) {
		var c compare.Cell
		err := r.Scan(&c.Type, &c.Kind)
		cells[c]++
		return true, err
	}, selectFields)
}

func (f *File) countRest(ctx context.Context, s *check.Summary) error {
	const rest = `SELECT (SELECT coalesce(sum(more_fields), 0) FROM detail), (SELECT count(*) FROM unverified),
   (SELECT count(*) FROM server_state)`
	if err := f.db.QueryRowContext(ctx, rest).Scan(&s.MoreFields, &s.Unverified, &s.State); err != nil {
		return fmt.Errorf("read %s: %w", f.path, err)
	}
	return nil
}

// Reasons returns the commonest reasons for unverified keys, at most limit.
func (f *File) Reasons(ctx context.Context, limit int) ([]record.Reason, error) {
	var reasons []record.Reason
	err := f.query(ctx, func(r *sql.Rows) (bool, error) {
		var x record.Reason
		var first int64
		err := r.Scan(&x.Text, &x.Count, &first, &x.Key)
		reasons = append(reasons, x)
		return true, err
	}, `SELECT reason, count(*), min(id), key FROM unverified GROUP BY reason ORDER BY 2 DESC, 3 LIMIT ?`, limit)
	return reasons, err
}
