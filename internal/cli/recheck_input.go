package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/redis-full-check/redis-full-check/internal/record"
	"github.com/redis-full-check/redis-full-check/internal/sqlite"
)

// recheck takes over from a result what no flag says.
func (in *input) recheck(ctx context.Context, args []string) error {
	file := args[0]
	if err := isResult(file); err != nil {
		return err
	}
	facts, flags, err := readRun(ctx, file)
	if err != nil {
		return err
	}
	if state, ran := facts["state"]; len(facts) > 0 && (!ran || state == "") {
		return fmt.Errorf("%s is of a run that was killed or goes on: wait for its end, or check again", file)
	}
	in.again.File, in.again.Partial = file, facts["state"] == string(record.Partial)
	in.cfg.Recheck = &in.again
	if err := in.takeOver(file, append(factsAsFlags(facts, flags), flags...)); err != nil {
		return err
	}
	if len(facts) == 0 && !in.given("comparemode") {
		return in.wrong("comparemode", fmt.Errorf("%s does not say how its keys were compared; give 1, 2, 3 or 4", file))
	}
	return in.otherFiles(file)
}

// isResult says in words if a file cannot be the result of a run that ended.
func isResult(file string) error {
	info, err := os.Stat(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%s: there is no such file%s", file, instead(file))
	case err != nil:
		return err
	case !info.Mode().IsRegular():
		return fmt.Errorf("%s is no file; give that of a result, such as result.db.3", file)
	case strings.HasSuffix(file, ".tmp"):
		return fmt.Errorf("%s is of a run that was killed or goes on: wait for its end, or check again", file)
	}
	return nil
}

// instead names the file that was perhaps meant.
func instead(file string) string {
	if _, err := os.Stat(file + ".tmp"); err == nil {
		return fmt.Sprintf(", but %s.tmp: its run was killed or goes on", file)
	}
	entries, err := os.ReadDir(filepath.Dir(file))
	if err != nil {
		return ""
	}
	last := 0
	for _, e := range entries {
		if number, ok := strings.CutPrefix(e.Name(), filepath.Base(file)+"."); ok {
			n, _ := strconv.Atoi(number)
			last = max(last, n)
		}
	}
	if last == 0 {
		return ""
	}
	return fmt.Sprintf("; is it %s.%d?", file, last)
}

// readRun reads what a result says of its run; nothing if it is of
// redis-full-check 1.x.
func readRun(ctx context.Context, file string) (facts map[string]string, flags []record.Flag, err error) {
	f, err := sqlite.Open(ctx, file)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	if facts, err = f.Facts(ctx); err != nil {
		return nil, nil, err
	}
	flags, err = f.Flags(ctx)
	return facts, flags, err
}

// factsAsFlags are the flags that the facts of a run stand for: those that it was not
// given, and whose defaults may be others by now. A file without flags tells where the
// sides were, and how databases and keys are mapped.
func factsAsFlags(facts map[string]string, flags []record.Flag) []record.Flag {
	var all []record.Flag
	add := func(flag, fact string) {
		value, said := facts[fact]
		known := slices.ContainsFunc(flags, func(f record.Flag) bool { return f.Name == flag })
		if !said || known {
			return
		}
		for line := range strings.SplitSeq(value, "\n") {
			all = append(all, record.Flag{Name: flag, Value: line})
		}
	}
	for _, name := range []string{"interval", "qps", "digest", "acl", "bigkeythreshold", "ttl-tolerance", "maxfields"} {
		add(name, name)
	}
	add("comparemode", "mode")
	add("comparetimes", "rounds")
	if len(flags) == 0 {
		for _, name := range []string{"source", "target", "sourcedbfilterlist", "targetdbfilterlist", "keymap"} {
			add(name, name)
		}
	}
	add("dbmap", "dbmap") // which addresses may say, too
	return all
}

// takeOver gives flags the values that they had in the run, unless they are given.
func (in *input) takeOver(file string, flags []record.Flag) error {
	taken := newInput(in.getenv, takenOver())
	flags = slices.DeleteFunc(flags, func(f record.Flag) bool {
		choosesKeys := slices.Contains([]string{"filterlist", "include", "exclude", "type"}, f.Name) // they are chosen already
		return choosesKeys || taken.lookup(f.Name) == nil || in.given(f.Name) || in.replaced(f.Name)
	})
	for _, f := range flags {
		if err := in.set(f.Name, f.Value); err != nil {
			return fmt.Errorf("%s says --%s: %w", file, f.Name, err)
		}
	}
	return nil
}

// takenOver are the flags whose values are taken over: not those about files and
// displays, which are each run's own.
func takenOver() []section {
	return append(connectionSections(), scopeSection(),
		section{"", []addFlags{(*input).modeFlags, (*input).roundFlags, (*input).speedFlags}})
}

// set gives a flag a value, as the command line does.
func (in *input) set(name, value string) error {
	for _, g := range in.groups {
		if g.flags.Lookup(name) != nil {
			return g.flags.Set(name, value)
		}
	}
	return nil
}

// replaced reports whether another flag was given that goes instead of one.
func (in *input) replaced(name string) bool {
	for _, side := range sideNames() {
		if name == side+"passwordfile" && in.given(side+"password") {
			return true
		}
	}
	return false
}

// otherFiles names the files of the new result, and makes sure that none of them is
// one of the run that is looked at again.
func (in *input) otherFiles(file string) error {
	numbered := regexp.MustCompile(`\.[0-9]+$`).ReplaceAllString(file, "")
	if text := in.cfg.Result.Text; text.taken(numbered) {
		return in.wrong("result", fmt.Errorf("%s is a file of the result that is read; give another name", text))
	}
	base, again := baseOf(numbered)
	if !in.given("db") {
		in.cfg.Result.DB = base + ".recheck"
		if again > 0 {
			in.cfg.Result.DB = fmt.Sprintf("%s.recheck%d", base, again+1)
		}
		return nil
	}
	if lines(file).taken(in.cfg.Result.DB) {
		return in.wrong("db", fmt.Errorf("it names %s, which is read, or files of its run; give another name", file))
	}
	return nil
}

// baseOf takes the name of all files of a result apart: that of the first run's files,
// and how many rechecks followed.
func baseOf(name string) (base string, rechecks int) {
	parts := regexp.MustCompile(`^(.+)\.recheck([0-9]*)$`).FindStringSubmatch(name)
	if parts == nil {
		return name, 0
	}
	if rechecks, _ = strconv.Atoi(parts[2]); parts[2] == "" {
		rechecks = 1
	}
	return parts[1], rechecks
}
