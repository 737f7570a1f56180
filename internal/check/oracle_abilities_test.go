package check_test

import (
	"time"

	"pgregory.net/rapid"

	"github.com/redis-full-check/redis-full-check/internal/redistest"
)

// abilities are what both sides of a comparison have, so that equal data can
// be written to both.
type abilities struct {
	streams     bool // Redis 5.0
	exactExpiry bool // PEXPIRETIME, Redis 7.0
	fieldExpiry bool // Redis 7.4, Valkey 9.0
	vectors     bool // Redis 8.0
	digests     bool // MEMORY USAGE, Redis 4.0
}

// abilitiesOf asks all nodes.
func abilitiesOf(nodes []*redistest.Server) abilities {
	all := func(command string) bool {
		for _, n := range nodes {
			if !n.Can(command) {
				return false
			}
		}
		return true
	}
	return abilities{streams: all("XSETID"), exactExpiry: all("PEXPIRETIME"), fieldExpiry: all("HPEXPIREAT"), vectors: all("VADD"), digests: all("MEMORY")}
}

func (a abilities) and(b abilities) abilities {
	return abilities{a.streams && b.streams, a.exactExpiry && b.exactExpiry, a.fieldExpiry && b.fieldExpiry, a.vectors && b.vectors, a.digests && b.digests}
}

func (a abilities) kinds() *rapid.Generator[string] {
	kinds := []string{"string", "string", "string", "hyperloglog", "hash", "list", "set", "zset"}
	if a.streams {
		kinds = append(kinds, "stream")
	}
	if a.vectors {
		kinds = append(kinds, "vectorset")
	}
	if a.fieldExpiry {
		kinds = append(kinds, "hash")
	}
	return rapid.SampledFrom(kinds)
}

func (a abilities) bigKinds() *rapid.Generator[string] {
	kinds := []string{"string", "hash", "list", "set", "zset"}
	if a.streams {
		kinds = append(kinds, "stream")
	}
	return rapid.SampledFrom(kinds)
}

// soon is when something expires that is gone before it is looked at.
const soon = int64(-1)

// expiries are soon, or years from now with differences about a second; with
// large ones only where times are not exact.
func (a abilities) expiries() *rapid.Generator[int64] {
	later := []int64{0, 0, 0, 1e9, 900, 1000, 1001}
	if !a.exactExpiry {
		later = later[:4]
	}
	return rapid.Map(rapid.SampledFrom(append(later, soon)), func(ms int64) int64 {
		if ms == soon {
			return soon
		}
		return 4102444800000 + ms
	})
}

// breath is how long what expires soon is still there. Then it has to be gone
// on servers that do not look for it by themselves.
const breath = 30 * time.Millisecond

// when puts in the times that are soon.
func when(args []any) (out []any, ends bool) {
	for _, a := range args {
		if a == soon {
			a, ends = time.Now().Add(breath).UnixMilli(), true
		}
		out = append(out, a)
	}
	return out, ends
}
