package scope

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/redis-full-check/redis-full-check/internal/value"
)

// KeyMap says what the target calls a key of the source: the renames in their
// order, each of what the one before made. It is safe for concurrent use.
type KeyMap []Rename

// Rename changes the names of the keys that it matches.
type Rename struct {
	text     string
	re       *regexp.Regexp
	template string  // as regexp.Expand takes it
	all      bool    // every match, not only the first
	prefix   *prefix // what it replaces, if that is a text at the beginning; else nil
}

// ParseRename reads `s/old/new/` as sed does, with any delimiter for the
// slashes, a regular expression of Go (RE2), and perhaps a g behind it to
// replace every match. In the new name \1 and ${1} are the expression's groups,
// ${name} one that has a name, \0 all that matched.
func ParseRename(text string) (Rename, error) {
	old, replacement, flags, err := splitRename(text)
	if err != nil {
		return Rename{}, err
	}
	if flags != "" && flags != "g" {
		return Rename{}, fmt.Errorf("%q is no flag; behind the last delimiter stands g or nothing", flags)
	}
	if old == "" {
		return Rename{}, errors.New("there is nothing to look for between the first two delimiters")
	}
	r := Rename{text: text, all: flags == "g"}
	if r.re, err = compile(old); err != nil {
		return Rename{}, err
	}
	if r.template, err = parseTemplate(replacement, r.re); err == nil {
		r.prefix = prefixOf(old, r.template)
	}
	return r, err
}

// splitRename takes `s/old/new/flags` apart. A delimiter with a backslash
// before it is the character itself.
func splitRename(text string) (old, replacement, flags string, err error) {
	rest, found := strings.CutPrefix(text, "s")
	delimiter, size := utf8.DecodeRuneInString(rest)
	if !found || delimiter == utf8.RuneError || delimiter == '\\' || delimiter == '\n' {
		return "", "", "", errors.New("it wants s/OLD/NEW/, as sed does")
	}
	mark := rest[:size]
	old, rest, found = cutUnescaped(rest[size:], mark, regexp.QuoteMeta(mark))
	if found {
		replacement, rest, found = cutUnescaped(rest, mark, mark)
	}
	if !found {
		return "", "", "", fmt.Errorf("it wants three %s, as in s%[1]sOLD%[1]sNEW%[1]s", mark)
	}
	return old, replacement, rest, nil
}

// cutUnescaped cuts text at the first delimiter without a backslash before it.
// The others become literal.
func cutUnescaped(text, delimiter, literal string) (before, after string, found bool) {
	var b strings.Builder
	for text != "" {
		switch {
		case strings.HasPrefix(text, delimiter):
			return b.String(), text[len(delimiter):], true
		case strings.HasPrefix(text, `\`+delimiter):
			b.WriteString(literal)
			text = text[1+len(delimiter):]
		case text[0] == '\\' && len(text) > 1:
			b.WriteString(text[:2])
			text = text[2:]
		default:
			b.WriteByte(text[0])
			text = text[1:]
		}
	}
	return "", "", false
}

// parseTemplate puts a replacement in the words of regexp.Expand.
func parseTemplate(text string, re *regexp.Regexp) (string, error) {
	var b strings.Builder
	for text != "" {
		size, part, err := templatePart(text, re)
		if err != nil {
			return "", err
		}
		b.WriteString(part)
		text = text[size:]
	}
	return b.String(), nil
}

// templatePart reads what text begins with.
func templatePart(text string, re *regexp.Regexp) (size int, part string, err error) {
	switch {
	case text[0] == '\\' && len(text) > 1 && '0' <= text[1] && text[1] <= '9':
		return groupPart(2, text[1:2], re)
	case text[0] == '\\' && len(text) > 1 && isLetter(text[1]):
		return 0, "", fmt.Errorf("%s stands for nothing; write the character itself", text[:2])
	case text[0] == '\\' && len(text) > 1:
		return 2, strings.ReplaceAll(text[1:2], "$", "$$"), nil
	case strings.HasPrefix(text, "${"):
		end := strings.IndexByte(text, '}')
		if end < 0 {
			return 0, "", errors.New("a ${ lacks its }")
		}
		return groupPart(end+1, text[2:end], re)
	case text[0] == '$':
		return 1, "$$", nil
	}
	return 1, text[:1], nil
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// groupPart is a group that the expression must have.
func groupPart(size int, name string, re *regexp.Regexp) (int, string, error) {
	n, err := strconv.Atoi(name)
	if err != nil {
		n = re.SubexpIndex(name)
	}
	if n < 0 || n > re.NumSubexp() {
		return 0, "", fmt.Errorf("the expression has no group %q", name)
	}
	return size, fmt.Sprintf("${%d}", n), nil
}

// apply renames a key.
func (r Rename) apply(key string) string {
	if r.all {
		return r.re.ReplaceAllString(key, r.template)
	}
	at := r.re.FindStringSubmatchIndex(key)
	if at == nil {
		return key
	}
	name := append([]byte(nil), key[:at[0]]...)
	return string(r.re.ExpandString(name, r.template, key, at)) + key[at[1]:]
}

// String returns the rename as it was given.
func (r Rename) String() string { return r.text }

// Pair gives a key its name on either side.
func (m KeyMap) Pair(key string) value.Key {
	name := key
	for _, r := range m {
		name = r.apply(name)
	}
	return value.Key{key, name}
}
