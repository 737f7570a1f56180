package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/check"
)

// The statements of the tables of an outcome; times are Unix milliseconds.
const (
	intoSide = `INSERT INTO side(side, address, topology, flavor, version, role, run_id, keys_held,
   exchanges, commands, bytes_received, waiting_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
	fromSide = `SELECT side, address, topology, flavor, version, role, run_id, keys_held,
   exchanges, commands, bytes_received, waiting_ms FROM side ORDER BY side`

	intoKeyspace = `INSERT INTO keyspace(side, moment, read_at, node, db, keys, expires, field_expires) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`
	fromKeyspace = `SELECT side, moment, read_at, node, db, keys, expires, field_expires FROM keyspace ORDER BY side, moment, node, db`

	intoRound = `INSERT INTO round(round, began_at, ended_at, scanned, checked, conflicts, fields, unverified, retries)
   VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`
	fromRound = `SELECT round, began_at, ended_at, scanned, checked, conflicts, fields, unverified, retries FROM round ORDER BY round`

	intoCompared = `INSERT INTO compared(db, type, result, keys) VALUES (?, ?, ?, ?)`
	fromCompared = `SELECT db, type, result, keys FROM compared ORDER BY db, type, result`
)

// sideName is how a side is called in the file.
func sideName(i int) string { return [2]string{"source", "target"}[i] }

func sideIndex(name string) int {
	if name == sideName(1) {
		return 1
	}
	return 0
}

// ms is a time in a column; the zero time is NULL.
func ms(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMilli()
}

func fromMS(ms sql.NullInt64) time.Time {
	if !ms.Valid {
		return time.Time{}
	}
	return time.UnixMilli(ms.Int64)
}

// outcome fills the tables of an outcome.
func (w *writer) outcome(ctx context.Context, o check.Outcome) error {
	for i, s := range o.Sides {
		held := sql.NullInt64{Int64: s.Held, Valid: s.Held != check.Unsteady}
		t := s.Traffic
		if err := w.exec(ctx, intoSide, sideName(i), text(s.Address), text(s.Topology), text(s.Flavor), text(s.Version), text(s.Role),
			text(s.RunID), held, t.Exchanges, t.Commands, t.BytesReceived, t.Waiting.Milliseconds()); err != nil {
			return err
		}
		if err := w.keyspace(ctx, sideName(i), s.Keyspace); err != nil {
			return err
		}
	}
	for _, r := range o.Rounds {
		if err := w.exec(ctx, intoRound, r.Number, ms(r.Began), ms(r.Ended),
			r.Scanned, r.Checked, r.Conflicts, r.Fields, r.Unverified, r.Retries); err != nil {
			return err
		}
	}
	for _, c := range o.Compared {
		if err := w.exec(ctx, intoCompared, c.DB, text(c.Type), c.Result, c.Keys); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) keyspace(ctx context.Context, side string, keys []check.Keys) error {
	for _, k := range keys {
		held := sql.NullInt64{Int64: k.Held.Keys, Valid: !k.Held.Uncounted}
		if err := w.exec(ctx, intoKeyspace, side, string(k.Moment), ms(k.Read), text(k.Node), k.DB,
			held, k.Held.Expires, k.Held.FieldExpires); err != nil {
			return err
		}
	}
	return nil
}

// outcome reads what outcome of the writer wrote, which is in the last file only.
func (f *File) outcome(ctx context.Context) (o check.Outcome, err error) {
	err = errors.Join(
		f.query(ctx, func(r *sql.Rows) (bool, error) { return true, scanSide(r, &o) }, fromSide),
		f.query(ctx, func(r *sql.Rows) (bool, error) { return true, scanKeyspace(r, &o) }, fromKeyspace),
		f.query(ctx, func(r *sql.Rows) (bool, error) { return true, scanRound(r, &o) }, fromRound),
		f.query(ctx, func(r *sql.Rows) (bool, error) {
			var c check.Compared
			err := r.Scan(&c.DB, &c.Type, &c.Result, &c.Keys)
			o.Compared = append(o.Compared, c)
			return true, err
		}, fromCompared))
	return o, err
}

func scanSide(r *sql.Rows, o *check.Outcome) error {
	var name string
	var s check.Side
	var held sql.NullInt64
	var waiting int64
	err := r.Scan(&name, &s.Address, &s.Topology, &s.Flavor, &s.Version, &s.Role, &s.RunID, &held,
		&s.Traffic.Exchanges, &s.Traffic.Commands, &s.Traffic.BytesReceived, &waiting)
	s.Traffic.Waiting = time.Duration(waiting) * time.Millisecond
	if s.Held = held.Int64; !held.Valid {
		s.Held = check.Unsteady
	}
	o.Sides[sideIndex(name)] = s
	return err
}

func scanKeyspace(r *sql.Rows, o *check.Outcome) error {
	var side string
	var k check.Keys
	var read, held sql.NullInt64
	err := r.Scan(&side, &k.Moment, &read, &k.Node, &k.DB, &held, &k.Held.Expires, &k.Held.FieldExpires)
	k.Read, k.Held.Keys, k.Held.Uncounted = fromMS(read), held.Int64, !held.Valid
	s := &o.Sides[sideIndex(side)]
	s.Keyspace = append(s.Keyspace, k)
	return err
}

func scanRound(r *sql.Rows, o *check.Outcome) error {
	var x check.Round
	var began, ended sql.NullInt64
	err := r.Scan(&x.Number, &began, &ended, &x.Scanned, &x.Checked, &x.Conflicts, &x.Fields, &x.Unverified, &x.Retries)
	x.Began, x.Ended = fromMS(began), fromMS(ended)
	o.Rounds = append(o.Rounds, x)
	return err
}
