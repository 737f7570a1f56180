package check_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestVerdictWords(t *testing.T) {
	for text, want := range map[string][]any{
		`SET k v`:               {"SET", "k", "v"},
		` SET  k	v `:            {"SET", "k", "v"},
		`SET "" ''`:             {"SET", "", ""},
		`SET "a b\x00\xFF\r\n"`: {"SET", "a b\x00\xff\r\n"},
		`SET "\"\\\q" 'a\'\n'`:  {"SET", `"\q`, `a'\n`},
		`SET k"x" x'y`:          {"SET", `k"x"`, `x'y`},
	} {
		got, err := words(text)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%s: error %v (-want +got):\n%s", text, err, diff)
		}
	}
}

// TestVerdictMistakes has every mistake in a file reported with its place.
func TestVerdictMistakes(t *testing.T) {
	const good = "case a\nboth SET k v\n---- nothing\n"
	for text, want := range map[string]string{
		good + "case a\nboth SET k v\n---- nothing": `f.txt:4: a case has a name of its own`,
		"case\n":                                          `f.txt:1: a case has a name of its own`,
		"both SET k v":                                    `f.txt:1: a file begins with a case`,
		good + "case b\nboth SET k v\n":                   `f.txt:4: the case has no command, or no line like`,
		"case b\n---- nothing\n" + good:                   `f.txt:1: the case has no command`,
		"case b\nboth SET k v\n---- full\n" + good:        `f.txt:1: nothing follows the last modes`,
		good + "db0 something":                            `f.txt:4: a line without a mode`,
		"case b\nboht SET k v":                            `f.txt:2: "boht" begins no line`,
		"case b\nboth":                                    `f.txt:2: no command`,
		"case b\nboth SET \"k":                            `f.txt:2: no command: a quote is not closed`,
		"case b\nboth SET 'k":                             `f.txt:2: no command: a quote is not closed`,
		"case b\nboth SET \"k\"v":                         `f.txt:2: no command: a closing quote ends a word`,
		"case b\nboth SET \"\\xg0\"":                      `f.txt:2: no command: "\\xg0" is not`,
		"case b\nboth SET k v\n---- ful":                  `f.txt:3: "ful" is not full`,
		"case b\nboth SET k v\n---- full\nx\n---- all\ny": `f.txt:5: mode "all" reports its lines in one place`,
		"case b\noption no-such 1":                        `f.txt:2: option "no-such 1": there is no such option`,
		"case b\noption ttl-tolerance fast":               `f.txt:2: option "ttl-tolerance fast"`,
	} {
		_, err := parseVerdicts("f.txt", text)
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: error %v, want %s", text, err, want)
		}
	}
}
