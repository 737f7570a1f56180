package judge

import (
	"strconv"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/witness"
)

// moments are the moments at which a key was seen to expire. Moments that are
// close together count as one, since servers tell them at different times.
type moments struct {
	seen     []int64
	together int64 // how far apart two tellings of one moment may be, in milliseconds
}

func newMoments(tolerance time.Duration) *moments {
	return &moments{together: max(tolerance.Milliseconds(), 0)}
}

// maxMoments bounds what is remembered.
const maxMoments = 256

func (m *moments) ask(p *redis.Pipeline, key string) func() (witness.Digest, error) {
	absolute := p.Has("PEXPIRETIME")
	command := "PTTL"
	if absolute {
		command = "PEXPIRETIME"
	}
	at := p.Add(command, key)
	return func() (witness.Digest, error) {
		ms, err := p.Reply(at).Int()
		switch {
		case err != nil:
			return witness.Digest{}, err
		case ms == -2:
			return witness.Digest{}, nil
		case ms == -1:
			return witness.Of([]byte("never")), nil
		case !absolute:
			ms += time.Now().UnixMilli()
		}
		return witness.Of(strconv.AppendInt(nil, m.known(ms), 10)), nil
	}
}

// known is the moment that stands for this one.
func (m *moments) known(ms int64) int64 {
	for _, s := range m.seen {
		if s-m.together <= ms && ms <= s+m.together {
			return s
		}
	}
	if len(m.seen) >= maxMoments {
		m.seen = m.seen[1:]
	}
	m.seen = append(m.seen, ms)
	return ms
}

// whetherExpires tells keys with an expiry from those without.
func whetherExpires(p *redis.Pipeline, key string) func() (witness.Digest, error) {
	at := p.Add("PTTL", key)
	return func() (witness.Digest, error) {
		ms, err := p.Reply(at).Int()
		switch {
		case err != nil || ms == -2:
			return witness.Digest{}, err
		case ms == -1:
			return witness.Of([]byte("never")), nil
		}
		return witness.Of(), nil
	}
}
