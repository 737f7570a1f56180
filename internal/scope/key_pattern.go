package scope

import (
	"errors"
	"regexp"
	"strings"
)

// KeyPattern stands for some keys by their names.
type KeyPattern struct {
	match matcher
	glob  string // for SCAN MATCH, "" where that does not do
}

// expression begins a pattern that is a regular expression.
const expression = "re:"

// mostStars is more than any sensible glob has. Servers give up on too many.
const mostStars = 100

// ParseKeyPattern reads a glob as Redis' KEYS takes it, or `re:` and a regular
// expression of Go (RE2), which may match anywhere in the name and whose dot
// stands for any character, a newline too.
func ParseKeyPattern(text string) (KeyPattern, error) {
	if text == "" {
		return KeyPattern{}, errors.New("empty; give a glob such as user:*, or re: and a regular expression")
	}
	if source, ok := strings.CutPrefix(text, expression); ok {
		re, err := compile(source)
		if err != nil {
			return KeyPattern{}, err
		}
		return KeyPattern{match: re.MatchString}, nil
	}
	g, err := parseGlob(text)
	if err != nil {
		return KeyPattern{}, err
	}
	p := KeyPattern{match: g.match}
	if all := len(g) == 1 && g[0].star; !all && g.stars() <= mostStars {
		p.glob = text
	}
	return p, nil
}

// compile reads a regular expression.
func compile(source string) (*regexp.Regexp, error) { return regexp.Compile("(?s)" + source) }
