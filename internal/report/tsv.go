package report

import (
	"bufio"
	"fmt"
	"io"
	"iter"
	"strconv"

	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/text"
	"github.com/redis-full-check/redis-full-check/internal/value"
)

// TSV writes the lines of redis-full-check 1.x: database, conflict, key and
// field, between tabs, one line for each field that differs, or one with an
// empty field for a key without such fields. Keys and fields are written by
// Escape, so a line is always a line. Unverified keys are no conflicts and are
// left out. Of a run that ended early a first line says so, and why: it begins
// with a #, which no other line does.
func TSV(w io.Writer, partial string, rows iter.Seq2[compare.Conflict, error]) error {
	out := bufio.NewWriter(w)
	if partial != "" {
		_, _ = fmt.Fprintf(out, "# partial: %s\n", text.Clean(partial)) // Flush tells errors
	}
	var line []byte
	for c, err := range rows {
		if err != nil {
			return fmt.Errorf("write the conflicts as text: %w", err)
		}
		line = appendConflict(line[:0], c)
		if _, err := out.Write(line); err != nil {
			return fmt.Errorf("write the conflicts as text: %w", err)
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write the conflicts as text: %w", err)
	}
	return nil
}

// appendConflict appends the lines of a key.
func appendConflict(dst []byte, c compare.Conflict) []byte {
	if c.Kind != "" && len(c.Fields) == 0 {
		return appendLine(dst, c, c.Kind, "")
	}
	for _, f := range c.Fields {
		dst = appendLine(dst, c, f.Kind, f.Name)
	}
	return dst
}

func appendLine(dst []byte, c compare.Conflict, kind value.Kind, field string) []byte {
	dst = append(strconv.AppendInt(dst, int64(c.DB), 10), '\t')
	dst = append(append(dst, kind...), '\t')
	dst = append(text.AppendEscaped(dst, c.Key), '\t')
	return append(text.AppendEscaped(dst, field), '\n')
}
