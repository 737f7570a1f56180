package sqlite

import (
	"database/sql"

	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/redis"
)

// detailFacts are the columns of detail but for key_id. NULL is what was not asked.
const detailFacts = `more_fields, target_key, target_type, source_expires_at, target_expires_at, ` +
	`source_expires_in, target_expires_in, source_fields_expire, target_fields_expire, source_len_error, target_len_error, ` +
	`state, first_look, last_look, looks, source_stood_ms, target_stood_ms, how, lag_ms`

// hasDetail reports whether a conflict holds more than the old columns can say.
func hasDetail(c compare.Conflict) bool {
	return c.More != 0 || c.TargetKey != "" || c.Facts != [2]compare.Facts{} || c.Evidence != compare.Evidence{}
}

// detailRow is the row of a conflict in detail.
func detailRow(id int64, c compare.Conflict) []any {
	row := []any{id, c.More, textOrNull(c.TargetKey), textOrNull(c.Facts[1].Type)}
	for _, form := range []compare.ExpiryForm{compare.ExpiresAt, compare.ExpiresIn} {
		for _, side := range c.Facts {
			row = append(row, sql.NullInt64{Int64: side.Expiry.MS, Valid: side.Expiry.Form == form})
		}
	}
	for _, side := range c.Facts {
		row = append(row, sql.NullBool{Bool: side.FieldsExpire == redis.Yes, Valid: side.FieldsExpire != redis.Unknown})
	}
	for _, side := range c.Facts {
		row = append(row, textOrNull(side.LenError))
	}
	return append(row, evidenceRow(c.Evidence)...)
}

func textOrNull(s string) any {
	if s == "" {
		return nil
	}
	return text(s)
}

// detailScan receives the columns detailFacts of a row, which are all NULL where
// there is no row.
type detailScan struct {
	more                  sql.NullInt64
	targetKey, targetType sql.NullString
	expires               [2][2]sql.NullInt64 // by form and side
	fields                [2]sql.NullBool
	lenErrors             [2]sql.NullString
	evidence              evidenceScan
}

// into are the pointers to scan into.
func (d *detailScan) into() []any {
	return append([]any{&d.more, &d.targetKey, &d.targetType, &d.expires[0][0], &d.expires[0][1], &d.expires[1][0], &d.expires[1][1],
		&d.fields[0], &d.fields[1], &d.lenErrors[0], &d.lenErrors[1]}, d.evidence.into()...)
}

// addTo completes a conflict.
func (d *detailScan) addTo(c *compare.Conflict) {
	c.Evidence = d.evidence.evidence()
	c.More, c.TargetKey, c.Facts[1].Type = d.more.Int64, d.targetKey.String, d.targetType.String
	for i := range c.Facts {
		side := &c.Facts[i]
		side.LenError = d.lenErrors[i].String
		switch at, in := d.expires[0][i], d.expires[1][i]; {
		case at.Valid:
			side.Expiry = compare.Expiry{Form: compare.ExpiresAt, MS: at.Int64}
		case in.Valid:
			side.Expiry = compare.Expiry{Form: compare.ExpiresIn, MS: in.Int64}
		}
		switch {
		case d.fields[i].Valid && d.fields[i].Bool:
			side.FieldsExpire = redis.Yes
		case d.fields[i].Valid:
			side.FieldsExpire = redis.No
		}
	}
}
