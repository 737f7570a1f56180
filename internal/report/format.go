package report

import (
	"bufio"
	"context"
	"fmt"
	"io"
)

// Format writes a result as programs read it: its conflicts and then the keys that
// could not be read, one after the other, however many there are.
type Format struct {
	Name  string
	Write func(context.Context, io.Writer, Source) error
}

// Formats lists the formats. TSV is for those who have read it since
// redis-full-check 1.x; see there.
func Formats() []Format {
	return []Format{{"json", writeJSON}, {"jsonl", writeJSONL}, {"csv", writeCSV}, {"tsv", writeTSV}}
}

func writeTSV(ctx context.Context, w io.Writer, s Source) error {
	run, err := s.Run(ctx)
	if err != nil {
		return err
	}
	return TSV(w, run.Reason, s.Conflicts(ctx))
}

// unread is the conflict, in a format, of keys that could not be read.
const unread = "unverified"

func flush(out *bufio.Writer) error {
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write the result: %w", err)
	}
	return nil
}
