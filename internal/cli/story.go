package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/report"
	"github.com/redis-full-check/redis-full-check/internal/text"
)

// logged makes the check, and tells in the log what run it was and how it ended,
// so that the log alone is enough later on.
func (s *session) logged(ctx context.Context) (exit, error) {
	if s.screen.file != nil {
		s.logStart()
	}
	result, err := s.do(ctx)
	status := statusOf(result.Verdict())
	if err != nil {
		status, _ = failure(ctx, err)
	}
	switch {
	case err == nil && s.screen.logsStory():
		s.screen.log.Info("end", "status", int(status), "verdict", report.VerdictLine(result))
	case err != nil && s.screen.file != nil: // else the line on standard error is there
		s.screen.log.Error("end", "status", int(status), "error", text.Clean(err.Error()))
	}
	return status, err
}

// logStart tells which run it is.
func (s *session) logStart() {
	s.screen.log.Info("start", "version", s.env.Version, "command", s.cfg.Command)
}

// logServers tells which servers there are.
func (s *session) logServers() {
	if !s.screen.logsStory() {
		return
	}
	if s.screen.file == nil {
		s.logStart()
	}
	for i, name := range []string{"source", "target"} {
		s.screen.log.Info(name, "server", text.Clean(s.servers[i].String()))
	}
}

// logsStory reports whether the log is kept, or nobody sees the screen.
func (s *screen) logsStory() bool { return s.file != nil || s.bar == nil }

// commandLine is what was given, without secrets.
func commandLine(cmd *cobra.Command, args []string) string {
	words := strings.Fields(cmd.CommandPath())
	for _, arg := range args {
		words = append(words, text.Shell(text.Clean(arg)))
	}
	cmd.Flags().Visit(func(f *pflag.Flag) {
		for given := range strings.SplitSeq(f.Value.String(), "\n") {
			words = append(words, "--"+f.Name+"="+shown(f, given))
		}
	})
	return strings.Join(words, " ")
}

// shown is the value of a flag as it may be seen.
func shown(f *pflag.Flag, given string) string {
	if _, ok := f.Value.(secret); ok {
		return "***"
	}
	if f.Name == "source" || f.Name == "target" {
		given = redis.Mask(given)
	}
	return text.Shell(text.Clean(given))
}
