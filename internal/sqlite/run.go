package sqlite

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"strconv"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/record"
)

// facts are the rows of the run table, by name. Those of options have the names of
// their flags. The flags of record.Scope have rows besides.
func facts(r *record.Run) map[string]any {
	o, t, s := &r.Options, &r.Outcome.Tuning, &r.Outcome.Settled
	return map[string]any{
		"version": &r.Version, "command": &r.Command, "source": &r.Outcome.Sides[0].Address, "target": &r.Outcome.Sides[1].Address,
		"started": &r.Started, "ended": &r.Ended, "state": (*string)(&r.State), "reason": &r.Reason,
		"found_in": &r.Found.Round, "found_before": &r.Found.Before, "found_until": &r.Found.Until,
		"databases": &r.Outcome.Databases, "empty": &r.Empty,
		"mode": (*int)(&o.Mode), "rounds": &o.Rounds, "interval": &o.Interval, "grace": &o.Grace, "until-settled": &o.UntilSettled,
		"late": &s.Late, "unsettled": &s.Unsettled, "lag": &s.Lag, "lags": &s.Histogram, "qps": &o.QPS, "digest": &o.Digest, "acl": &o.ACL,
		"bigkeythreshold": &o.BigKey, "ttl-tolerance": &o.TTLTolerance, "maxfields": &o.MaxFields,
		"rate": &o.Rate, "bandwidth": &o.Bandwidth, "max-latency": &o.MaxLatency,
		"batchcount": &t.Batch, "parallel": &t.Parallel, "scan-parts": &t.Parts, "paced": &r.Outcome.Paced,
		"target_sweep": (*string)(&r.Outcome.Target), "one-way": &o.OneWay,
	}
}

// recheckFacts are the rows of the run table that only a recheck has.
func recheckFacts(r *record.Recheck) map[string]any {
	return map[string]any{"recheck_of": &r.File, "recheck_keys": &r.Keys, "recheck_partial": &r.Partial}
}

// rows are the facts as they are written.
func rowsOf(r record.Run) (map[string]any, error) {
	rows := map[string]any{}
	all := facts(&r)
	if r.Recheck.File != "" {
		maps.Copy(all, recheckFacts(&r.Recheck))
	}
	for name, fact := range all {
		cell, err := format(fact)
		if err != nil {
			return nil, fmt.Errorf("write %q to the run table: %w", name, err)
		}
		rows[name] = cell
	}
	for _, f := range r.Given {
		rows[f.Name] = text(f.Value)
	}
	return rows, nil
}

// readRun makes a run of the rows.
func readRun(rows map[string]string) (r record.Run, err error) {
	known := facts(&r)
	maps.Copy(known, recheckFacts(&r.Recheck))
	for name, text := range rows {
		if fact := known[name]; fact != nil {
			if err := parse(text, fact); err != nil {
				return r, fmt.Errorf("%q in the run table: %w", name, err)
			}
		}
	}
	for _, name := range record.Scope() {
		if value, given := rows[name]; given {
			r.Given = append(r.Given, record.Flag{Name: name, Value: value})
		}
	}
	return r, nil
}

const (
	off        = "off" // a negative duration, which means that it is not looked at
	timeFormat = "2006-01-02T15:04:05.000Z07:00"
)

// format makes a cell of a fact.
func format(fact any) (any, error) {
	switch f := fact.(type) {
	case *string:
		return text(*f), nil
	case *time.Time:
		return f.Format(timeFormat), nil
	case *time.Duration:
		if *f < 0 {
			return off, nil
		}
		return f.String(), nil
	case *int:
		return int64(*f), nil
	case *int64:
		return *f, nil
	case *bool:
		return strconv.FormatBool(*f), nil
	}
	lines, err := json.Marshal(fact)
	return string(lines), err
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
		err = json.Unmarshal([]byte(text), fact)
	}
	return err
}

// Run reads what the file says of its run. The tables of record.Run.Outcome are
// filled in the last file only.
func (f *File) Run(ctx context.Context) (record.Run, error) {
	rows, err := f.Facts(ctx)
	if err != nil {
		return record.Run{}, err
	}
	r, err := readRun(rows)
	if err != nil {
		return r, f.wrap(err)
	}
	if r.Flags, err = f.Flags(ctx); err != nil {
		return r, err
	}
	o, err := f.outcome(ctx)
	o.Tuning, o.Databases, o.Paced, o.Target = r.Outcome.Tuning, r.Outcome.Databases, r.Outcome.Paced, r.Outcome.Target
	for i := range o.Sides {
		o.Sides[i].Address = r.Outcome.Sides[i].Address
	}
	r.Outcome = o
	return r, err
}
