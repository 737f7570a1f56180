package judge

import (
	"fmt"

	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/value"
	"github.com/redis-full-check/redis-full-check/internal/witness"
)

// answer gives the digests of what was asked for, one a part.
type answer func() ([]witness.Digest, error)

// probe is how the parts of a suspect are read on one side.
type probe struct {
	content string   // what the digests are of: those of other contents do not compare
	names   []string // of the parts; one empty name for a key as a whole
	byField bool     // the parts are fields of the conflict
	// decides reports whether equal digests settle the suspect. Else it has to be
	// compared once more.
	decides bool
	ask     func(p *redis.Pipeline, key string, names []string) answer
}

// contentExpiry is the content of the probe of moments of expiry.
const contentExpiry = "expiry"

// maxParts is how many parts of a key are judged. A key of which more differ is
// compared as a whole.
const maxParts = 1000

// probeOf chooses the probe for a suspect; one without ask if there is none.
func probeOf(s Suspect, o Options) probe {
	switch {
	case s.Kind == value.TypeKind:
		return whole("type", false, typeOf)
	case s.Kind == value.TTL && len(s.Fields) > 0:
		return probe{} // it is fields of a hash that expire at other times
	case s.Kind == value.TTL && s.Never:
		return whole("whether it expires", false, whetherExpires)
	case s.Kind == value.TTL:
		return whole(contentExpiry, true, newMoments(o.TTLTolerance).ask)
	case s.Kind == value.LackSource || s.Kind == value.LackTarget:
		return ofMissing(s.Type, o.What)
	case s.Kind != value.Value || s.Cut || len(s.Fields) > maxParts:
		return probe{}
	}
	return ofValue(s, o.What)
}

// ofValue reads what differs in a value.
func ofValue(s Suspect, what What) probe {
	t := value.Of(s.Type)
	named, hasNames := t.(value.Named)
	switch {
	case what == Lengths || hasNames && len(s.Fields) == 0:
		return whole("length", what == Lengths, lengthOf(t))
	case t == value.String():
		return whole("string", true, stringOf)
	case t == value.List():
		return whole("list", true, listOf)
	case t == value.Stream():
		return ofStream(s)
	case hasNames:
		return ofMembers(named, s)
	}
	return probe{}
}

// whole is a probe of a key as a whole.
func whole(content string, decides bool, one func(p *redis.Pipeline, key string) func() (witness.Digest, error)) probe {
	return probe{content: content, names: []string{""}, decides: decides,
		ask: func(p *redis.Pipeline, key string, _ []string) answer {
			get := one(p, key)
			return func() ([]witness.Digest, error) {
				d, err := get()
				return []witness.Digest{d}, err
			}
		}}
}

// ofMissing reads the value where that is one command, so that a key that comes
// and goes is known again, and else whether the key is there.
func ofMissing(kind string, what What) probe {
	if what != Contents {
		return whole("presence", what == Presence, presence)
	}
	switch kind {
	case value.String().Name():
		return whole("string", true, stringOf)
	case value.List().Name():
		return whole("list", true, listOf)
	}
	return whole("presence", false, presence)
}

func presence(p *redis.Pipeline, key string) func() (witness.Digest, error) {
	at := p.Add("EXISTS", key)
	return func() (witness.Digest, error) {
		n, err := p.Reply(at).Int()
		if err != nil || n == 0 {
			return witness.Digest{}, err
		}
		return witness.Of(), nil
	}
}

func typeOf(p *redis.Pipeline, key string) func() (witness.Digest, error) {
	at := p.Add("TYPE", key)
	return func() (witness.Digest, error) {
		name, err := p.Reply(at).Text()
		if err != nil || string(name) == "none" {
			return witness.Digest{}, err
		}
		return witness.Of(name), nil
	}
}

func lengthOf(t value.Type) func(p *redis.Pipeline, key string) func() (witness.Digest, error) {
	return func(p *redis.Pipeline, key string) func() (witness.Digest, error) {
		at := t.Length(p, key)
		return func() (witness.Digest, error) {
			n, err := p.Reply(at).Int()
			return witness.Of(fmt.Append(nil, n)), err
		}
	}
}

// Judges reports whether a suspect can be judged by what is seen of it.
func (j *Judge) Judges(s Suspect) bool { return probeOf(s, j.Options).ask != nil }
