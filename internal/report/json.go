package report

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"unicode/utf8"

	"github.com/redis-full-check/redis-full-check/internal/compare"
)

// keyLine is a key as a line of JSON. Names that JSON cannot hold are in base64.
type keyLine struct {
	DB         int         `json:"db"`
	Key        *string     `json:"key,omitempty"`
	KeyBase64  []byte      `json:"key_base64,omitempty"`
	Type       string      `json:"type"`
	Conflict   string      `json:"conflict"` // "unverified" if it could not be read
	Lens       *[2]int64   `json:"lengths,omitempty"`
	Fields     []fieldLine `json:"fields,omitempty"`
	MoreFields int64       `json:"more_fields,omitempty"`
	Note       string      `json:"note,omitempty"`   // what the facts add, in words
	Reason     string      `json:"reason,omitempty"` // why it could not be read
}

type fieldLine struct {
	Field       *string `json:"field,omitempty"`
	FieldBase64 []byte  `json:"field_base64,omitempty"`
	Conflict    string  `json:"conflict"`
}

// jsonName is a name as JSON can hold it.
func jsonName(name string) (plain *string, base64 []byte) {
	if utf8.ValidString(name) {
		return &name, nil
	}
	return nil, []byte(name)
}

// keyLines yields the conflicts, and then the keys that could not be read. A key with
// very many fields comes several times, each time with others.
func keyLines(ctx context.Context, s Source) iter.Seq2[keyLine, error] {
	return func(yield func(keyLine, error) bool) {
		for c, err := range s.Conflicts(ctx) {
			if !yield(conflictLine(c), err) || err != nil {
				return
			}
		}
		for u, err := range s.Unverified(ctx) {
			line := keyLine{DB: u.DB, Type: u.Type, Conflict: unread, Reason: u.Reason}
			line.Key, line.KeyBase64 = jsonName(u.Key)
			if !yield(line, err) || err != nil {
				return
			}
		}
	}
}

func conflictLine(c compare.Conflict) keyLine {
	line := keyLine{DB: c.DB, Type: c.Type, Conflict: string(c.Kind), Lens: &c.Len, MoreFields: c.More, Note: Explain(c)}
	line.Key, line.KeyBase64 = jsonName(c.Key)
	for _, f := range c.Fields {
		field := fieldLine{Conflict: string(f.Kind)}
		field.Field, field.FieldBase64 = jsonName(f.Name)
		line.Fields = append(line.Fields, field)
	}
	return line
}

func writeJSONL(ctx context.Context, w io.Writer, s Source) error {
	out := bufio.NewWriter(w)
	if err := encodeLines(ctx, out, s, ""); err != nil {
		return err
	}
	return flush(out)
}

// writeJSON writes one object: the verdict, and the lines of JSONL as an array.
func writeJSON(ctx context.Context, w io.Writer, s Source) error {
	r, err := Read(ctx, s, "")
	if err != nil {
		return err
	}
	head, err := json.Marshal(struct {
		Verdict    string `json:"verdict"`
		Partial    string `json:"partial,omitempty"` // why the run ended early
		Compared   int64  `json:"compared"`
		Conflicts  int64  `json:"conflicts"`
		Unverified int64  `json:"unverified"`
	}{VerdictLine(r), r.Partial, r.Checked, r.Summary.KeyCount(), r.Summary.Unverified})
	if err != nil {
		return err
	}
	out := bufio.NewWriter(w)
	_, _ = fmt.Fprintf(out, "%s,\"keys\":[\n", head[:len(head)-1]) // flush tells errors
	if err := encodeLines(ctx, out, s, ","); err != nil {
		return err
	}
	_, _ = out.WriteString("]}\n")
	return flush(out)
}

// encodeLines writes the keys, a line each; what separates them begins the line.
func encodeLines(ctx context.Context, out *bufio.Writer, s Source, separator string) error {
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	before := ""
	for line, err := range keyLines(ctx, s) {
		if err != nil {
			return err
		}
		_, _ = out.WriteString(before) // Encode tells errors
		if err := enc.Encode(line); err != nil {
			return fmt.Errorf("write the keys as JSON: %w", err)
		}
		before = separator
	}
	return nil
}
