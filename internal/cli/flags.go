package cli

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/redis-full-check/redis-full-check/internal/check"
	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/scope"
)

// input is a command line on its way into a config.
type input struct {
	cfg    config
	getenv func(string) string
	groups []group

	include, exclude []scope.KeyPattern
	again            recheck // which keys of a result

	begin func(ctx context.Context, args []string) error // completes what the flags say, before config; may be nil
}

// group is some flags under one heading of --help.
type group struct {
	title string
	flags *pflag.FlagSet
}

// section is a group that any command may have, given by what adds its flags.
type section struct {
	title string
	add   []addFlags
}

// addFlags adds some flags of an input to a set.
type addFlags = func(*input, *pflag.FlagSet)

// connectionSections say where the two deployments are and how to get in.
func connectionSections() []section {
	return []section{
		{"Source and target", []addFlags{(*input).sideFlags}},
		{"TLS", []addFlags{(*input).tlsFlags}},
	}
}

// scopeSection says which keys are compared.
func scopeSection() section {
	return section{"What is compared", []addFlags{(*input).scopeFlags}}
}

// checkSections are the flags of a check.
func checkSections() []section {
	return append(connectionSections(), scopeSection(),
		section{"How it is compared", []addFlags{(*input).modeFlags, (*input).roundFlags}},
		section{"Speed", []addFlags{(*input).speedFlags}},
		section{"Results", []addFlags{(*input).resultFlags}},
		section{"Log and progress", []addFlags{(*input).logFlags}},
		section{"Help", []addFlags{(*input).helpFlags, (*input).versionFlags}})
}

// newInput returns an input with the flags of some sections at their defaults.
// What the other flags choose stays at its default.
func newInput(getenv func(string) string, sections []section) *input {
	in := &input{cfg: defaults(), getenv: getenv}
	in.cfg.Check.Batch, in.cfg.Check.Parallel = check.NearBatch, check.NearParallel // as the help shows; see config
	for _, s := range sections {
		fs := pflag.NewFlagSet(s.title, pflag.ContinueOnError)
		fs.SortFlags = false
		for _, add := range s.add {
			add(in, fs)
		}
		in.groups = append(in.groups, group{s.title, fs})
	}
	return in
}

// defaults are the choices of a command line without flags.
func defaults() config {
	return config{
		Check:    check.Defaults(),
		Sides:    [2]side{defaultSide("source"), defaultSide("target")},
		Result:   resultFiles{DB: "result.db"},
		Progress: progress{ID: "unknown", JobID: "unknown", TaskID: "unknown"},
	}
}

// addTo adds all flags to those of a command. Each short letter is a long name
// too, since -m=1 and --m=1 are both in use.
func (in *input) addTo(fs *pflag.FlagSet) {
	long := make(map[string]pflag.NormalizedName)
	for _, g := range in.groups {
		fs.AddFlagSet(g.flags)
		g.flags.VisitAll(func(f *pflag.Flag) { long[f.Shorthand] = pflag.NormalizedName(f.Name) })
	}
	delete(long, "")
	fs.SetNormalizeFunc(func(_ *pflag.FlagSet, name string) pflag.NormalizedName {
		if full, ok := long[name]; ok {
			return full
		}
		return pflag.NormalizedName(name)
	})
}

// modeFlags choose how keys are compared.
func (in *input) modeFlags(fs *pflag.FlagSet) {
	c := &in.cfg.Check
	fs.VarP(number[int]{(*int)(&c.Mode), int(compare.FullValue), int(compare.Outline)}, "comparemode", "m",
		"`MODE` 1: full value, 2: length only, 3: existence only, 4: full value, but length only of big keys")
	fs.Var(number[int64]{&c.BigKey, 0, unbounded}, "bigkeythreshold",
		"a key is big above `COUNT` elements; 0 is the default")
	fs.Var(span{to: &c.TTLTolerance, off: true}, "ttl-tolerance",
		"`TIME` by which expiry may differ, such as 500ms; off: expiry is not compared")
	fs.BoolVar(&c.OneWay, "one-way", false, "leave out keys that only the target has")
	fs.BoolVar(&c.ACL, "acl", false, "compare the ACL users and their rules, too")
	fs.BoolVar(&c.Digest, "digest", false,
		"for links where bytes are dear: have the servers digest values, and read only those whose digests differ; costs them CPU")
}

// roundFlags choose how often keys are compared, and how much is recorded.
func (in *input) roundFlags(fs *pflag.FlagSet) {
	c := &in.cfg.Check
	fs.Var(number[int]{&c.Rounds, 1, unbounded}, "comparetimes",
		"`COUNT` of rounds: the first looks at all keys, each later one at what still differs")
	fs.Var(span{to: &c.Interval, bare: time.Second}, "interval", "wait this `TIME` between two rounds; a number alone means seconds")
	fs.Var(span{to: &c.Grace, bare: time.Second}, "grace",
		"where keys are written to, count a difference only after it stood still for this `TIME`, and for three times "+
			"the lag that was seen; 0s means as long as the interval")
	fs.Var(span{to: &c.UntilSettled, bare: time.Second}, "until-settled",
		"look for up to this `TIME` after the last round at keys that are late or move; 0s means 15s and several times the lag")
	fs.Var(number[int]{&c.MaxFields, 1, unbounded}, "maxfields",
		"record at most `COUNT` differing fields of one key")
}

// speedFlags choose how hard the servers are worked.
func (in *input) speedFlags(fs *pflag.FlagSet) {
	c := &in.cfg.Check
	fs.VarP(number[int]{&c.QPS, 1, check.MaxQPS}, "qps", "q", "at most `COUNT` batches a second, 1 to 5000000")
	fs.Var(choice[bool]{&c.Polite, []word[bool]{{"auto", true}, {"off", false}}}, "pace",
		"make room for others `WHEN` they use the servers, too: auto; or never: off")
	fs.Var(number[int]{&c.Rate, 0, unbounded}, "rate", "compare at most `COUNT` keys a second; 0: as many as can be")
	fs.Var(size{&c.Bandwidth}, "bandwidth", "receive at most `SIZE` a second from both sides, such as 50MB; 0: as much as comes")
	fs.Var(span{to: &c.MaxLatency}, "max-latency",
		"slow down while a server takes longer than this `TIME` for a light command, such as 5ms; 0: do not look")
	fs.Var(number[int]{&c.Batch, 1, check.MaxBatch}, "batchcount", "`COUNT` of keys in a batch, 1 to 10000")
	fs.Var(number[int]{&c.Parallel, 1, check.MaxParallel}, "parallel", "`COUNT` of batches under way at once, 1 to 100")
	fs.Var(&parsed[int]{&c.Parts, parseParts, "auto"}, "scan-parts",
		"sweep each server in `COUNT` parts at once, a power of two up to 64; auto: by its distance")
}

// parseParts reads auto or a power of two.
func parseParts(text string) (int, error) {
	if text == "auto" {
		return check.Automatic, nil
	}
	n := 0
	if err := (number[int]{&n, 1, check.MaxParts}).Set(text); err != nil {
		return 0, err
	}
	if n&(n-1) != 0 {
		return 0, fmt.Errorf("%d is no power of two", n)
	}
	return n, nil
}

// resultFlags choose where findings go.
func (in *input) resultFlags(fs *pflag.FlagSet) {
	fs.StringVarP(&in.cfg.Result.DB, "db", "d", in.cfg.Result.DB,
		"SQLite `FILE`: round N is written to FILE.N; the last one holds the result")
	fs.StringVar((*string)(&in.cfg.Result.Text), "result", "",
		"also write the result to `FILE` as lines of db, conflict, key and field between tabs")
	fs.BoolVar(&in.cfg.AllowEmpty, "allow-empty", false, "end with 0, not 4, if neither side has a key to compare")
}

// logFlags choose what is told meanwhile.
func (in *input) logFlags(fs *pflag.FlagSet) {
	p := &in.cfg.Progress
	fs.StringVar(&in.cfg.Log.File, "log", "", "append the log to `FILE` (default standard error)")
	fs.Var(choice[slog.Level]{&in.cfg.Log.Level, levels()}, "loglevel",
		"lowest `LEVEL` that is logged: debug, info, warn or error")
	fs.BoolVar(&p.Metric, "metric", false, "log the numbers of the run as lines of JSON")
	fs.StringVar(&p.ID, "id", p.ID, "`ID` of the run in the metrics")
	fs.StringVar(&p.JobID, "jobid", p.JobID, "`ID` of the job in the metrics")
	fs.StringVar(&p.TaskID, "taskid", p.TaskID, "`ID` of the task in the metrics")
	fs.BoolVar(&p.Quiet, "quiet", false, "show no progress")
	in.colorFlag(fs)
	fs.Var(number[int]{&in.cfg.Profile, 0, 65535}, "systemprofile",
		"serve Go's profiler on this `PORT` of 127.0.0.1; 0: do not")
}

func (in *input) colorFlag(fs *pflag.FlagSet) {
	fs.BoolVar(&in.cfg.Progress.NoColor, "no-color", false, "use no colors; the variable NO_COLOR does the same")
}

// levels are the spellings of --loglevel.
func levels() []word[slog.Level] {
	var words []word[slog.Level]
	for _, l := range []slog.Level{slog.LevelDebug, slog.LevelInfo, slog.LevelWarn, slog.LevelError} {
		words = append(words, word[slog.Level]{strings.ToLower(l.String()), l})
	}
	return append(words, word[slog.Level]{"", slog.LevelInfo})
}

// helpFlags end the program at once, as versionFlags do.
func (in *input) helpFlags(fs *pflag.FlagSet) { fs.BoolP("help", "h", false, "show this help") }

func (in *input) versionFlags(fs *pflag.FlagSet) { fs.BoolP("version", "v", false, "show the version") }
