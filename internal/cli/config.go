package cli

import (
	"log/slog"

	"github.com/redis-full-check/redis-full-check/internal/check"
	"github.com/redis-full-check/redis-full-check/internal/record"
	"github.com/redis-full-check/redis-full-check/internal/redis"
)

// config is what one check was asked to do. Every field on the way to a
// Secret is exported: fmt prints what it cannot ask for a String in full.
type config struct {
	Check      check.Options
	AllowEmpty bool          // it is no trouble if there is no key to compare
	Sides      [2]side       // source, target
	Scope      []record.Flag // how flags limit what is compared, for the record
	Flags      []record.Flag // all flags that were given, but secrets
	Format     string        // of a report
	Recheck    *recheck      // nil: all keys are compared
	Result     resultFiles
	Log        logTo
	Progress   progress
	Profile    int    // port of the profiler on 127.0.0.1; 0: none
	Command    string // the command line, without secrets
	JSON       bool   // plan: for programs
}

// The sides, as indices.
const (
	source = 0
	target = 1
)

// side is what is asked of one deployment.
type side struct {
	Redis        redis.Options
	DBs          []int  // databases to look at; nil: all
	PasswordFile string // read into Redis.Password
}

// resultFiles says where findings go.
type resultFiles struct {
	DB   string // SQLite files DB.1 .. DB.N, one a round
	Text lines  // where the result goes as tab-separated lines, too
}

// logTo says where the log goes.
type logTo struct {
	File  string // appended to; "": standard error
	Level slog.Level
}

// progress says what is shown while a check runs.
type progress struct {
	Metric            bool // numbers as JSON lines in the log
	Quiet             bool // no bar and no progress in the log
	NoColor           bool
	ID, JobID, TaskID string // carried into the metrics
}
