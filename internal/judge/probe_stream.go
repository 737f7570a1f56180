package judge

import (
	"strings"

	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/resp"
	"github.com/redis-full-check/redis-full-check/internal/witness"
)

// ofStream looks entries up by their IDs, and the last ID. Groups and what is
// pending in them are left to the comparison.
func ofStream(s Suspect) probe {
	p := probe{content: "stream", decides: true, byField: true, ask: askStream}
	for _, f := range s.Fields {
		if f.Name != lastID && !isEntry(f.Name) {
			p.decides = false
			continue
		}
		p.names = append(p.names, f.Name)
	}
	if len(p.names) == 0 {
		return probe{}
	}
	return p
}

const lastID = "last-generated-id"

// isEntry reports whether a stream's field is an entry ID.
func isEntry(field string) bool {
	return field != "" && strings.Trim(field, "0123456789-") == ""
}

func askStream(p *redis.Pipeline, key string, names []string) answer {
	gets := make([]func() (witness.Digest, error), len(names))
	for i, name := range names {
		if name == lastID {
			gets[i] = lastIDOf(p, key)
			continue
		}
		gets[i] = entryOf(p, key, name)
	}
	return func() ([]witness.Digest, error) {
		out := make([]witness.Digest, len(gets))
		var err error
		for i, get := range gets {
			if out[i], err = get(); err != nil {
				return nil, err
			}
		}
		return out, nil
	}
}

func entryOf(p *redis.Pipeline, key, id string) func() (witness.Digest, error) {
	at := p.Add("XRANGE", key, id, id)
	return func() (witness.Digest, error) {
		r := p.Reply(at)
		n, err := r.Len()
		if err != nil || n == 0 {
			return witness.Digest{}, err
		}
		return witness.Of(r), nil
	}
}

func lastIDOf(p *redis.Pipeline, key string) func() (witness.Digest, error) {
	at := p.Add("XINFO STREAM", key)
	return func() (witness.Digest, error) {
		r := p.Reply(at)
		if r.IsError("ERR") { // no such key
			return witness.Digest{}, nil
		}
		parts, err := r.Array()
		if err != nil {
			return witness.Digest{}, err
		}
		return valueAfter(parts, lastID)
	}
}

// valueAfter digests what follows a name in a list of names and values.
func valueAfter(parts []resp.Reply, name string) (witness.Digest, error) {
	for i := 0; i+1 < len(parts); i += 2 {
		if text, err := parts[i].Text(); err == nil && string(text) == name {
			id, err := parts[i+1].Text()
			return witness.Of(id), err
		}
	}
	return witness.Digest{}, nil
}
