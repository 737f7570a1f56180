package sqlite

import (
	"context"
	"database/sql"

	"github.com/redis-full-check/redis-full-check/internal/record"
)

// flags fills the table flag.
func (w *writer) flags(ctx context.Context, flags []record.Flag) error {
	for _, f := range flags {
		if err := w.exec(ctx, `INSERT INTO flag(name, value) VALUES (?, ?)`, f.Name, text(f.Value)); err != nil {
			return err
		}
	}
	return nil
}

// Flags returns the flags of the run, but for secrets. A flag that was given several
// times comes as often, in that order.
func (f *File) Flags(ctx context.Context) ([]record.Flag, error) {
	if f.layout["flag"] == nil {
		return nil, nil
	}
	var flags []record.Flag
	err := f.query(ctx, func(r *sql.Rows) (bool, error) {
		var x record.Flag
		err := r.Scan(&x.Name, &x.Value)
		flags = append(flags, x)
		return true, err
	}, `SELECT name, value FROM flag ORDER BY id`)
	return flags, err
}
