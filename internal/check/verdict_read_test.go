package check_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/check"
	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/scope"
)

// A verdict is a case of testdata/verdict: commands that write data to both
// sides, and what each mode reports then. A file is read line by line:
//
//	# a comment
//	case the name of a case; it ends at the next one
//	needs HPEXPIRE              a command that both servers have to know
//	needs 7.0                   or the version of Redis that they have to be
//	option ttl-tolerance 0s     an option of the run; see setOption
//	alone                       not to be planted beside other cases
//	both SET k v                a command for both servers
//	source SELECT 3             for the source alone: its next ones are for database 3
//	target SET k w              for the target alone
//	---- full, outline          modes that report the lines that follow; or all, or nothing
//	db0 "k" string value 1/1    what function line says of a conflict
//	unverified "k"              a key that could not be compared
//
// Words are quoted as in redis-cli: "a\x00\n", 'it”s'. Modes without a line
// report nothing; a case in which all report nothing says so by "---- nothing".
type verdict struct {
	at      string // file:line
	topic   string // the name of the file
	name    string
	needs   []string
	options []func(*check.Options)
	alone   bool
	plant   [2][][]any // the commands of source and target
	want    map[compare.Mode][]string
	modes   []compare.Mode // those that the next line is for
	closed  bool           // there is a line of modes
}

// verdicts reads all files.
func verdicts(t testing.TB) (all []*verdict) {
	t.Helper()
	files, err := filepath.Glob("testdata/verdict/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files in testdata/verdict (%v)", err)
	}
	for _, path := range files {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		cases, err := parseVerdicts(path, string(text))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, cases...)
	}
	return all
}

// parseVerdicts reads one file.
func parseVerdicts(path, text string) (all []*verdict, err error) {
	topic := strings.TrimSuffix(filepath.Base(path), ".txt")
	names := map[string]bool{}
	for i, l := range strings.Split(text, "\n") {
		at := fmt.Sprintf("%s:%d", path, i+1)
		word, rest, _ := strings.Cut(strings.TrimSpace(l), " ")
		rest = strings.TrimSpace(rest)
		switch {
		case word == "" || strings.HasPrefix(word, "#"):
			continue
		case word == "case":
			if err := complete(all); err != nil {
				return nil, err
			}
			if rest == "" || names[rest] {
				return nil, fmt.Errorf("%s: a case has a name of its own", at)
			}
			names[rest] = true
			all = append(all, &verdict{at: at, topic: topic, name: rest, want: map[compare.Mode][]string{}})
		case len(all) == 0:
			return nil, fmt.Errorf("%s: a file begins with a case", at)
		default:
			if err := all[len(all)-1].line(word, rest, strings.TrimSpace(l)); err != nil {
				return nil, fmt.Errorf("%s: %w", at, err)
			}
		}
	}
	return all, complete(all)
}

// complete returns an error if the last case is cut short.
func complete(all []*verdict) error {
	if len(all) == 0 {
		return nil
	}
	v := all[len(all)-1]
	if !v.closed || len(v.plant[0])+len(v.plant[1]) == 0 {
		return fmt.Errorf("%s: the case has no command, or no line like \"---- full\" or \"---- nothing\"", v.at)
	}
	for _, mode := range v.modes {
		if len(v.want[mode]) == 0 {
			return fmt.Errorf("%s: nothing follows the last modes of the case", v.at)
		}
	}
	return nil
}

// line takes one line of a case.
func (v *verdict) line(word, rest, whole string) error {
	if word == "----" {
		return v.setModes(rest)
	}
	if v.closed {
		if len(v.modes) == 0 {
			return errors.New("a line without a mode that reports it")
		}
		for _, mode := range v.modes {
			v.want[mode] = append(v.want[mode], whole)
		}
		return nil
	}
	switch word {
	case "needs":
		v.needs = append(v.needs, strings.Fields(rest)...)
		return nil
	case "alone":
		v.alone = true
		return nil
	case "option":
		return v.setOption(rest)
	}
	sides := map[string][]int{"both": {0, 1}, "source": {0}, "target": {1}}[word]
	if sides == nil {
		return fmt.Errorf("%q begins no line of a case", word)
	}
	args, err := words(rest)
	if err != nil || len(args) == 0 {
		return fmt.Errorf("no command: %w", err)
	}
	for _, side := range sides {
		v.plant[side] = append(v.plant[side], args)
	}
	return nil
}

func (v *verdict) setModes(list string) error {
	v.closed, v.modes = true, nil
	names := map[string][]compare.Mode{"full": {compare.FullValue}, "length": {compare.Length}, "exists": {compare.Exists}, "outline": {compare.Outline},
		"all": {compare.FullValue, compare.Length, compare.Exists, compare.Outline}, "nothing": {}}
	for _, name := range strings.Split(list, ",") {
		modes, ok := names[strings.TrimSpace(name)]
		if !ok {
			return fmt.Errorf("%q is not full, length, exists, outline, all or nothing", name)
		}
		for _, mode := range modes {
			if len(v.want[mode]) > 0 {
				return fmt.Errorf("mode %q reports its lines in one place", name)
			}
		}
		v.modes = append(v.modes, modes...)
	}
	return nil
}

// setOption takes the name and value of an option.
func (v *verdict) setOption(text string) (err error) {
	name, value, _ := strings.Cut(text, " ")
	var set func(*check.Options)
	switch name {
	case "ttl-tolerance":
		var d time.Duration
		d, err = time.ParseDuration(value)
		set = func(o *check.Options) { o.TTLTolerance = d }
	case "rename":
		var r scope.Rename
		r, err = scope.ParseRename(value)
		set = func(o *check.Options) { o.KeyMap = append(slices.Clone(o.KeyMap), r) }
	case "dbmap":
		var m *scope.DBMap
		m, err = scope.ParseDBMap(value)
		set = func(o *check.Options) { o.DBMap = m }
	case "filter":
		var f *scope.Filter
		f, err = scope.ParseFilter(value)
		set = func(o *check.Options) { o.Filter = f }
	case "types":
		set = func(o *check.Options) { o.Types = strings.Split(value, ",") }
	default:
		err = errors.New("there is no such option")
	}
	if err != nil {
		return fmt.Errorf("option %q: %w", text, err)
	}
	v.options = append(v.options, set)
	return nil
}

// words splits a command as redis-cli does.
func words(text string) (out []any, err error) {
	for text = strings.TrimLeft(text, " \t"); text != ""; text = strings.TrimLeft(text, " \t") {
		var word string
		switch text[0] {
		case '"':
			word, text, err = doubleQuoted(text[1:])
		case '\'':
			word, text, err = singleQuoted(text[1:])
		default:
			end := strings.IndexAny(text+" ", " \t")
			word, text = text[:end], text[end:]
		}
		if err == nil && text != "" && text[0] != ' ' && text[0] != '\t' {
			err = errors.New("a closing quote ends a word")
		}
		if err != nil {
			return nil, err
		}
		out = append(out, word)
	}
	return out, nil
}

var errQuote = errors.New("a quote is not closed")

func singleQuoted(text string) (word, rest string, err error) {
	for i := 0; i < len(text); i++ {
		switch {
		case strings.HasPrefix(text[i:], `\'`):
			word += "'"
			i++
		case text[i] == '\'':
			return word, text[i+1:], nil
		default:
			word += text[i : i+1]
		}
	}
	return "", "", errQuote
}

func doubleQuoted(text string) (word, rest string, err error) {
	short := map[byte]string{'n': "\n", 'r': "\r", 't': "\t", 'b': "\b", 'a': "\a"}
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == '"':
			return word, text[i+1:], nil
		case text[i] != '\\' || i+1 == len(text):
			word += text[i : i+1]
		case text[i+1] == 'x' && i+3 < len(text):
			b, err := strconv.ParseUint(text[i+2:i+4], 16, 8)
			if err != nil {
				return "", "", fmt.Errorf("%q is not \\x and two hexadecimal digits", text[i:i+4])
			}
			word += string([]byte{byte(b)})
			i += 3
		default:
			i++
			if special, ok := short[text[i]]; ok {
				word += special
			} else {
				word += text[i : i+1]
			}
		}
	}
	return "", "", errQuote
}
