package judge

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"

	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/value"
	"github.com/redis-full-check/redis-full-check/internal/witness"
)

// errLarge means that a value is more than a page: what is not read of it may
// differ, or not.
var errLarge = errors.New("more than a page")

// stringOf digests a string of up to a page. GETRANGE gives nothing for a key that
// is not there, as for an empty string.
func stringOf(p *redis.Pipeline, key string) func() (witness.Digest, error) {
	there := p.Add("EXISTS", key)
	at := p.Add("GETRANGE", key, "0", strconv.Itoa(value.PageBytes-1))
	return func() (witness.Digest, error) {
		n, errThere := p.Reply(there).Int()
		text, err := p.Reply(at).Text()
		switch {
		case err != nil || errThere != nil:
			return witness.Digest{}, errors.Join(err, errThere)
		case len(text) >= value.PageBytes:
			return witness.Digest{}, errLarge
		case n == 0:
			return witness.Digest{}, nil
		case bytes.HasPrefix(text, []byte("HYLL")):
			return witness.Digest{}, errors.New("perhaps a HyperLogLog, of which a part is a cache")
		}
		return witness.Of(text), nil
	}
}

// listOf digests a list of less than a page.
func listOf(p *redis.Pipeline, key string) func() (witness.Digest, error) {
	at := p.Add("LRANGE", key, "0", strconv.Itoa(value.PageElements-1))
	return func() (witness.Digest, error) {
		elements, err := p.Reply(at).Texts()
		switch {
		case err != nil || len(elements) == 0:
			return witness.Digest{}, err
		case len(elements) >= value.PageElements:
			return witness.Digest{}, errLarge
		}
		return witness.Of(elements...), nil
	}
}

// ofMembers looks members up by name.
func ofMembers(t value.Named, s Suspect) probe {
	p := probe{content: t.Name(), decides: true, byField: true}
	for _, f := range s.Fields {
		if f.Kind == value.TTL {
			return probe{} // its expiry differs, which is not read here
		}
		p.names = append(p.names, f.Name)
	}
	p.ask = func(side *redis.Pipeline, key string, names []string) answer {
		var answers []value.Answer
		for from := 0; from < len(names); from += value.PageElements {
			answers = append(answers, t.Ask(side, key, names[from:min(from+value.PageElements, len(names))]))
		}
		return func() ([]witness.Digest, error) { return membersOf(t, answers, len(names)) }
	}
	return p
}

func membersOf(t value.Named, answers []value.Answer, want int) (out []witness.Digest, err error) {
	for _, a := range answers {
		contents, err := a()
		if err != nil {
			return nil, err
		}
		for _, c := range contents {
			out = append(out, contentOf(t, c))
		}
	}
	if len(out) != want {
		return nil, fmt.Errorf("unexpected reply: %d elements for %d names", len(out), want)
	}
	return out, nil
}

// contentOf digests a member's content, nil for none. Versions print scores in
// different ways.
func contentOf(t value.Named, content []byte) witness.Digest {
	if content == nil {
		return witness.Digest{}
	}
	if t.Name() == value.ZSet().Name() {
		if score, err := strconv.ParseFloat(string(content), 64); err == nil {
			content = strconv.AppendFloat(nil, score+0, 'g', -1, 64) // -0 is 0
		}
	}
	return witness.Of(content)
}
