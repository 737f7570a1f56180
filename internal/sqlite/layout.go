package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// layout is the columns of each table of a file. Files of redis-full-check 1.x have
// its three tables alone, and files of other versions may lack columns of ours.
type layout map[string][]string

// layoutOf reads which tables and columns a file has.
func layoutOf(ctx context.Context, db *sql.DB) (layout, error) {
	const all = `SELECT t.name, c.name FROM sqlite_master t JOIN pragma_table_info(t.name) c WHERE t.type = 'table' ORDER BY t.name`
	rows, err := db.QueryContext(ctx, all)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	l := layout{}
	for rows.Next() {
		var table, column string
		if err := rows.Scan(&table, &column); err != nil {
			return nil, err
		}
		l[table] = append(l[table], column)
	}
	return l, rows.Err()
}

// tables finds key and field, or key_1 and field_1.
func (l layout) tables() (tables, error) {
	names := slices.Sorted(maps.Keys(l))
	i := slices.IndexFunc(names, func(name string) bool {
		round, ok := strings.CutPrefix(name, "key_")
		return name == "key" || ok && isNumber(round)
	})
	if i < 0 {
		return tables{}, errors.New("it is no result of redis-full-check: there is no table of keys in it")
	}
	t := tables{names[i], "field" + strings.TrimPrefix(names[i], "key")}
	for table, columns := range map[string][]string{
		t.key:   {"id", "key", "type", "conflict_type", "db", "source_len", "target_len"},
		t.field: {"id", "field", "conflict_type", "key_id"},
	} {
		for _, c := range columns {
			if !l.has(table, c) {
				return tables{}, fmt.Errorf("it is no result of redis-full-check: its table %s has no column %s", table, c)
			}
		}
	}
	return t, nil
}

func isNumber(text string) bool { return text != "" && strings.Trim(text, "0123456789") == "" }

// has reports whether a table has a column.
func (l layout) has(table, column string) bool { return slices.Contains(l[table], column) }

// selectConflicts reads a span, a row for each field or one without any. The
// plus keeps SQLite from the index on db, which would have to be sorted. What the
// file does not have of detail is NULL.
func (l layout) selectConflicts() string {
	var facts []string
	for _, c := range strings.Split(detailFacts, ", ") {
		if l.has("detail", c) {
			facts = append(facts, "d."+c)
			continue
		}
		facts = append(facts, "NULL")
	}
	join := ""
	if l.has("detail", "key_id") {
		join = "LEFT JOIN detail d ON d.key_id = k.id"
	}
	return `
SELECT k.id, k.db, k.key, k.type, k.conflict_type, k.source_len, k.target_len,
       coalesce(f.field, ''), coalesce(f.conflict_type, ''), ` + strings.Join(facts, ", ") + `
FROM $key k ` + join + ` LEFT JOIN $field f ON f.key_id = k.id
WHERE +k.db = ? AND k.id BETWEEN ? AND ? ORDER BY k.id, f.id`
}
