package sqlite

import (
	"context"

	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/value"
)

// keyID is the id of a key's row: that which its parts were written for, or a
// new one.
func (w *writer) keyID(part int64) int64 {
	if id, ok := w.parts[part]; ok {
		return id
	}
	w.lastID++
	return w.lastID
}

// part writes fields of a key whose row is yet to come.
func (w *writer) part(ctx context.Context, p compare.Part) error {
	id := w.keyID(p.Number)
	w.parts[p.Number] = id
	return w.fieldsOf(ctx, id, p.Fields)
}

// fieldsOf writes fields of a key. Rows with long names do not wait for others.
func (w *writer) fieldsOf(ctx context.Context, id int64, fields []value.Field) error {
	const long = 1 << 16
	for _, f := range fields {
		err := w.put(ctx, &w.fields, text(f.Name), string(f.Kind), id)
		if err == nil && len(f.Name) > long {
			err = w.flush(ctx, &w.fields)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// drop removes fields that count for nothing. There is mostly no such part.
func (w *writer) drop(ctx context.Context, number int64) error {
	id, ok := w.parts[number]
	if !ok {
		return nil
	}
	delete(w.parts, number)
	if err := w.flush(ctx, &w.fields); err != nil {
		return err
	}
	return w.exec(ctx, "DELETE FROM $field WHERE key_id = ?", id)
}
