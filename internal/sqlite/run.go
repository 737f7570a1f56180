package sqlite

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/check"
)

// Run is what the run table says of a run. Of the options that limit or map the keys
// only the flags are kept: see Store.Note and File.Facts.
type Run struct {
	Version        string // of this program
	Source, Target string // labels, without secrets
	Options        check.Options
	Tuning         check.Tuning // what was used
	Started, Ended time.Time    // to the second
	State          State
	Reason         string // why the run is partial; empty if it is not
	FoundIn        string // which rounds the findings in the last file are of
}

// facts are the rows of the run table, by name. Those of options have the names of
// their flags.
func (r *Run) facts() map[string]any {
	o, t := &r.Options, &r.Tuning
	return map[string]any{
		"version": &r.Version, "source": &r.Source, "target": &r.Target,
		"started": &r.Started, "ended": &r.Ended,
		"state": (*string)(&r.State), "reason": &r.Reason, "found_in": &r.FoundIn,
		"mode": (*int)(&o.Mode), "rounds": &o.Rounds, "interval": &o.Interval, "qps": &o.QPS, "digest": &o.Digest,
		"bigkeythreshold": &o.BigKey, "ttl-tolerance": &o.TTLTolerance, "maxfields": &o.MaxFields,
		"rate": &o.Rate, "bandwidth": &o.Bandwidth, "max-latency": &o.MaxLatency,
		"batchcount": &t.Batch, "parallel": &t.Parallel, "scan-parts": &t.Parts,
	}
}

// rows are the facts as they are written.
func (r *Run) rows() map[string]string {
	rows := map[string]string{}
	for name, fact := range r.facts() {
		rows[name] = format(fact)
	}
	return rows
}

// read takes rows over. Those of other names are notes.
func (r *Run) read(rows map[string]string) error {
	facts := r.facts()
	for name, text := range rows {
		if fact, known := facts[name]; known {
			if err := parse(text, fact); err != nil {
				return fmt.Errorf("%q in the run table: %w", name, err)
			}
		}
	}
	return nil
}

// off is written for a negative time, which means that it is not looked at.
const off = "off"

// format writes a fact.
func format(fact any) string {
	switch f := fact.(type) {
	case *string:
		return *f
	case *time.Time:
		return f.Format(time.RFC3339)
	case *time.Duration:
		if *f < 0 {
			return off
		}
		return f.String()
	case *int:
		return strconv.Itoa(*f)
	case *int64:
		return strconv.FormatInt(*f, 10)
	case *bool:
		return strconv.FormatBool(*f)
	}
	return ""
}

// parse reads what format wrote.
func parse(text string, fact any) (err error) {
	switch f := fact.(type) {
	case *string:
		*f = text
	case *time.Time:
		*f, err = time.Parse(time.RFC3339, text)
	case *time.Duration:
		if *f = -1; text != off {
			*f, err = time.ParseDuration(text)
		}
	case *int:
		*f, err = strconv.Atoi(text)
	case *int64:
		*f, err = strconv.ParseInt(text, 10, 64)
	case *bool:
		*f, err = strconv.ParseBool(text)
	default:
		err = errors.ErrUnsupported
	}
	return err
}

// Run reads what the file says of its run.
func (f *File) Run(ctx context.Context) (Run, error) {
	rows, err := f.Facts(ctx)
	if err != nil {
		return Run{}, err
	}
	var r Run
	return r, f.wrap(r.read(rows))
}
