package cli

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"sync"
	"time"

	"golang.org/x/term"

	"github.com/redis-full-check/redis-full-check/internal/check"
	"github.com/redis-full-check/redis-full-check/internal/monitor"
)

// How often progress is shown.
const (
	barEvery    = 200 * time.Millisecond
	metricEvery = 2 * time.Second
	logEvery    = 5 * time.Second
)

// screen is where people and logs are told how the run goes. Results go to
// standard output, all else to standard error or the log file.
type screen struct {
	cfg    progress
	out    io.Writer
	log    *slog.Logger
	logOut io.Writer    // where log and metrics go
	file   *os.File     // the log file, if any
	bar    *monitor.Bar // nil where there is no terminal
	status io.Writer    // for those who ask
	asked  <-chan os.Signal
	ignore func() // those who ask
}

// openScreen opens the log.
func openScreen(cfg config, env Env) (*screen, error) {
	s := &screen{cfg: cfg.Progress, out: env.Stdout, logOut: env.Stderr, status: env.Stderr}
	if !cfg.Progress.Quiet {
		s.bar = monitor.NewBar(env.Stderr)
	}
	switch {
	case cfg.Log.File != "":
		f, err := os.OpenFile(cfg.Log.File, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
		if err != nil {
			return nil, fmt.Errorf("--log: %w", err)
		}
		s.file, s.logOut = f, f
	case s.bar != nil:
		s.logOut = s.bar
	}
	if s.bar != nil {
		s.status = s.bar
	}
	s.asked, s.ignore = statusAsked()
	s.logOut = &locked{out: s.logOut}
	s.log = slog.New(slog.NewTextHandler(s.logOut, &slog.HandlerOptions{Level: cfg.Log.Level}))
	return s, nil
}

func (s *screen) close() {
	s.ignore()
	if s.file != nil {
		_ = s.file.Close() // each line was written at once, and its errors are the log's
	}
}

// say prints to standard output.
func (s *screen) say(format string, args ...any) { _, _ = fmt.Fprintf(s.out, format, args...) }

// watch shows the numbers of a run until the returned function is called with
// whether the run came to its end.
func (s *screen) watch(stats *check.Stats) func(finished bool) {
	ctx, stop := context.WithCancelCause(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		monitor.Watch(ctx, barEvery, stats, append(s.painters(), monitor.Status(s.status, s.asked))...)
	}()
	return func(finished bool) {
		cause := context.Canceled
		if finished {
			cause = monitor.ErrFinished
		}
		stop(cause)
		<-done
	}
}

func (s *screen) painters() []monitor.Painter {
	var out []monitor.Painter
	if s.bar != nil {
		out = append(out, s.bar.Paint)
	}
	if toFile := s.file != nil; !s.cfg.Quiet && (toFile || s.bar == nil) {
		out = append(out, monitor.Every(logEvery, monitor.Lines{Log: s.log}.Paint))
	}
	if s.cfg.Metric {
		m := monitor.Metric{Out: s.logOut, ID: s.cfg.ID, JobID: s.cfg.JobID, TaskID: s.cfg.TaskID}
		out = append(out, monitor.Every(metricEvery, m.Paint))
	}
	return out
}

// colour reports whether standard output is a terminal that wants colours.
func (s *screen) colour() bool { return wantsColor(s.out, s.cfg) }

func wantsColor(out io.Writer, cfg progress) bool {
	f, ok := out.(*os.File)
	return ok && !cfg.NoColor && term.IsTerminal(int(f.Fd()))
}

// locked is a writer for several goroutines.
type locked struct {
	mu  sync.Mutex
	out io.Writer
}

// Write writes the text in one piece.
func (l *locked) Write(text []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.out.Write(text)
}
