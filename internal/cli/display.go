package cli

import (
	"context"
	"io"
	"log/slog"
	"time"

	"redis-full-check/internal/monitor"
)

const (
	redraw   = 200 * time.Millisecond // of the bar
	perLine  = 5 * time.Second        // of progress in the log
	perCount = 2 * time.Second        // of metrics, as in 1.x
)

// display is where a check tells what it is doing: the log, and those who show
// its numbers.
type display struct {
	Log      *slog.Logger
	sink     *logSink
	painters []monitor.Painter
}

// openDisplay opens the log and chooses who shows the numbers: a bar on a
// terminal, lines in a log that is not on that terminal, and metrics if asked
// for. It is to be closed.
func openDisplay(cfg config, stderr io.Writer) (*display, error) {
	d := &display{}
	if bar := newBar(cfg, stderr); bar != nil {
		d.painters = append(d.painters, bar.Paint)
		stderr = bar
	}
	sink, err := openSink(cfg.Log, stderr)
	if err != nil {
		return nil, err
	}
	d.sink, d.Log = sink, newLogger(sink, cfg.Log.Level)
	d.painters = append(d.painters, d.logPainters(cfg)...)
	return d, nil
}

// newBar returns a bar if there is to be one, else nil.
func newBar(cfg config, stderr io.Writer) *monitor.Bar {
	if cfg.Progress.Quiet {
		return nil
	}
	return monitor.NewBar(stderr)
}

// logPainters are those that write to the log.
func (d *display) logPainters(cfg config) []monitor.Painter {
	p := cfg.Progress
	if cfg.Log.Level > slog.LevelInfo {
		return nil
	}
	if p.Metric {
		m := monitor.Metric{Out: d.sink, ID: p.ID, JobID: p.JobID, TaskID: p.TaskID}
		return []monitor.Painter{monitor.Every(perCount, m.Paint)}
	}
	onBarsTerminal := len(d.painters) > 0 && cfg.Log.File == ""
	if p.Quiet || onBarsTerminal {
		return nil
	}
	return []monitor.Painter{monitor.Every(perLine, monitor.Lines{Log: d.Log}.Paint)}
}

// Watch shows the numbers of a run until the context is done; see
// monitor.Watch.
func (d *display) Watch(ctx context.Context, numbers monitor.Source) {
	monitor.Watch(ctx, redraw, numbers, d.painters...)
}

// Close closes the log.
func (d *display) Close() error { return d.sink.close() }
