package report

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"

	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/text"
	"github.com/redis-full-check/redis-full-check/internal/value"
)

// writeCSV writes a line for each field that differs, or one with an empty field for
// a key without such fields. Names are escaped as in TSV.
func writeCSV(ctx context.Context, w io.Writer, s Source) error {
	out := csv.NewWriter(w)
	_ = out.Write([]string{"db", "conflict", "key", "field", "type", "source_len", "target_len", "reason"}) // Error tells errors
	for c, err := range s.Conflicts(ctx) {
		if err != nil {
			return err
		}
		fields := c.Fields
		if len(fields) == 0 {
			fields = []value.Field{{Kind: c.Kind}}
		}
		for _, f := range fields {
			_ = out.Write(csvLine(c, f))
		}
		if err := out.Error(); err != nil {
			return fmt.Errorf("write the conflicts as CSV: %w", err)
		}
	}
	for u, err := range s.Unverified(ctx) {
		if err != nil {
			return err
		}
		_ = out.Write([]string{strconv.Itoa(u.DB), unread, escaped(u.Key), "", u.Type, "", "", u.Reason})
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("write the result as CSV: %w", err)
	}
	return nil
}

func csvLine(c compare.Conflict, f value.Field) []string {
	return []string{strconv.Itoa(c.DB), string(f.Kind), escaped(c.Key), escaped(f.Name), c.Type,
		strconv.FormatInt(c.Len[0], 10), strconv.FormatInt(c.Len[1], 10), ""}
}

func escaped(name string) string { return string(text.AppendEscaped(nil, name)) }
