package cli

import (
	"fmt"
	"io"
	"log/slog"
	"os"
	"sync"
)

// logSink is where the log goes. It takes lines from any goroutine.
type logSink struct {
	mu    sync.Mutex
	out   io.Writer
	close func() error
}

// openSink opens the log file for appending. Without one the log goes to other,
// which stays open.
func openSink(to logTo, other io.Writer) (*logSink, error) {
	if to.File == "" {
		return &logSink{out: other, close: func() error { return nil }}, nil
	}
	f, err := os.OpenFile(to.File, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o644)
	if err != nil {
		return nil, fmt.Errorf("--log: %w", err)
	}
	return &logSink{out: f, close: f.Close}, nil
}

// Write passes text on whole.
func (s *logSink) Write(text []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.out.Write(text)
}

// newLogger writes lines of key=value from a level on.
func newLogger(out io.Writer, level slog.Level) *slog.Logger {
	return slog.New(slog.NewTextHandler(out, &slog.HandlerOptions{Level: level}))
}
