package sqlite

import (
	"database/sql"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/compare"
)

// unread is the kind of the keys that could not be read, in the table of those that
// are unverified.
const unread = "unread"

// evidenceRow are the columns of detail about the state of a conflict: NULL where
// nobody judged it. Moments are Unix times in milliseconds.
func evidenceRow(e compare.Evidence) []any {
	judged := e.State != compare.Unjudged
	looked := e.Looks > 0
	ms := func(d time.Duration, valid bool) sql.NullInt64 {
		return sql.NullInt64{Int64: d.Milliseconds(), Valid: valid}
	}
	return []any{
		sql.NullString{String: string(e.State), Valid: judged},
		sql.NullInt64{Int64: e.First.UnixMilli(), Valid: looked},
		sql.NullInt64{Int64: e.Last.UnixMilli(), Valid: looked},
		sql.NullInt64{Int64: int64(e.Looks), Valid: looked},
		ms(e.Stood[0], looked), ms(e.Stood[1], looked),
		sql.NullString{String: string(e.How), Valid: judged},
		ms(e.Lag, e.Lag > 0),
	}
}

// evidenceScan receives those columns.
type evidenceScan struct {
	state, how         sql.NullString
	first, last, looks sql.NullInt64
	stood              [2]sql.NullInt64
	lag                sql.NullInt64
}

func (s *evidenceScan) into() []any {
	return []any{&s.state, &s.first, &s.last, &s.looks, &s.stood[0], &s.stood[1], &s.how, &s.lag}
}

func (s *evidenceScan) evidence() compare.Evidence {
	e := compare.Evidence{State: compare.State(s.state.String), How: compare.How(s.how.String), Looks: int(s.looks.Int64)}
	if s.first.Valid {
		e.First, e.Last = time.UnixMilli(s.first.Int64), time.UnixMilli(s.last.Int64)
	}
	for i, stood := range s.stood {
		e.Stood[i] = time.Duration(stood.Int64) * time.Millisecond
	}
	e.Lag = time.Duration(s.lag.Int64) * time.Millisecond
	return e
}
