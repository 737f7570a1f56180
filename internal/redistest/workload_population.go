package redistest

import (
	"fmt"
	"math/rand/v2"
	"time"
)

// A Population is the keys of a workload: some are never written to, many are now
// and then, and a few of each kind all the time.
type Population struct {
	Cold, Warm, Hot int // keys of each kind
	Expiring        int // of 100 writes, how many make a key that expires within seconds

	n int // of the writes so far; makes contents unique
}

// hotKind is a kind of key that a workload writes to.
type hotKind struct {
	name string
	// seed makes the key with parts that nobody writes to later: static-0 and so on.
	seed func(key string) []Write
	// next writes to the key; n is another number each time.
	next func(key string, n int) []Write
}

func hotKinds() []hotKind {
	return []hotKind{
		{"string", one("SET", "first"), func(key string, n int) []Write { return write(key, "", "SET", key, fmt.Sprint("value ", n)) }},
		{"counter", one("SET", "1000"), func(key string, _ int) []Write { return write(key, "", "INCR", key) }},
		{"hash", seedParts("HSET", true), func(key string, n int) []Write {
			part := fmt.Sprint("field-", n%20)
			return write(key, part, "HSET", key, part, n)
		}},
		{"list", seedElements, func(key string, n int) []Write {
			return append(write(key, "", "RPUSH", key, n), write(key, "", "LTRIM", key, -60, -1)...)
		}},
		{"set", seedParts("SADD", false), func(key string, n int) []Write {
			in, out := fmt.Sprint("member-", n), fmt.Sprint("member-", n-1000)
			return append(write(key, in, "SADD", key, in), write(key, out, "SREM", key, out)...)
		}},
		{"zset", seedScores, func(key string, n int) []Write {
			part := fmt.Sprint("member-", n%20)
			return write(key, part, "ZADD", key, n, part)
		}},
		{"stream", seedEntries, func(key string, n int) []Write {
			return write(key, "", "XADD", key, fmt.Sprintf("%d-1", 1000+n), "field", n)
		}},
		{"lease", seedLease, func(key string, n int) []Write {
			at := farFuture().Add(time.Duration(n) * time.Second).UnixMilli()
			return write(key, "", "SET", key, fmt.Sprint("holder ", n), "PXAT", at)
		}},
		{"lock", one("SET", "token of old"), func(key string, n int) []Write {
			if n%2 == 0 {
				return write(key, "", "DEL", key)
			}
			return write(key, "", "SET", key, fmt.Sprint("token ", n))
		}},
	}
}

func write(key, part string, args ...any) []Write { return []Write{{key, part, args}} }

func one(command, content string) func(string) []Write {
	return func(key string) []Write { return write(key, "", command, key, content) }
}

// staticParts is how many parts of a key nobody writes to.
const staticParts = 20

func static(i int) string { return fmt.Sprint("static-", i) }

func seedParts(command string, pairs bool) func(key string) []Write {
	return func(key string) []Write {
		args := []any{command, key}
		for i := range staticParts {
			args = append(args, static(i))
			if pairs {
				args = append(args, "value of old")
			}
		}
		return write(key, "", args...)
	}
}

func seedScores(key string) []Write {
	args := []any{"ZADD", key}
	for i := range staticParts {
		args = append(args, i, static(i))
	}
	return write(key, "", args...)
}

// seedLease makes a string that expires: later, whenever it is written.
func seedLease(key string) []Write {
	return write(key, "", "SET", key, "holder of old", "PXAT", farFuture().UnixMilli())
}

func seedElements(key string) []Write {
	args := []any{"RPUSH", key}
	for i := range staticParts {
		args = append(args, static(i))
	}
	return write(key, "", args...)
}

func seedEntries(key string) (out []Write) {
	for i := range staticParts {
		out = append(out, write(key, "", "XADD", key, fmt.Sprintf("%d-1", 1+i), "field", static(i))...)
	}
	return out
}

// heat names the keys of one of the three groups.
func keyOf(heat, kind string, i int) string { return fmt.Sprintf("%s:%s:%d", heat, kind, i) }

// Seed returns the writes that make all keys, those that expire excepted.
func (p *Population) Seed() (out []Write) {
	for _, k := range hotKinds() {
		for heat, n := range map[string]int{"cold": p.Cold, "warm": p.Warm, "hot": p.Hot} {
			for i := range n {
				out = append(out, k.seed(keyOf(heat, k.name, i))...)
			}
		}
	}
	return out
}

// writers share the writes: half of them go to the hot keys, a third of which to
// two keys alone.
func (p *Population) writers() []writerShare {
	out := []writerShare{{p.Expiring, p.expiring}}
	rest := 100 - p.Expiring
	for i, k := range hotKinds() {
		p.n += i
		out = append(out,
			writerShare{rest / 20, p.writer(k, "hot", p.Hot)},
			writerShare{rest / 20, p.writer(k, "warm", p.Warm)})
		if k.name == "string" || k.name == "counter" {
			out = append(out, writerShare{rest / 8, p.writer(k, "hot", 1)})
		}
	}
	return out
}

// writer writes to one of so many keys.
func (p *Population) writer(k hotKind, heat string, keys int) func(*rand.Rand) []Write {
	turns := make([]int, keys) // of each key, since a lock is taken and given back in turn
	return func(rnd *rand.Rand) []Write {
		i := rnd.IntN(keys)
		turns[i]++
		p.n++
		n := p.n
		if k.name == "lock" {
			n = 2*p.n + turns[i]%2
		}
		return k.next(keyOf(heat, k.name, i), n)
	}
}

// expiring makes a key that lives for some seconds.
func (p *Population) expiring(rnd *rand.Rand) []Write {
	p.n++
	key := fmt.Sprint("expiring:", p.n)
	at := time.Now().Add(time.Duration(500+rnd.IntN(4000)) * time.Millisecond).UnixMilli()
	return append(write(key, "", "SET", key, p.n), write(key, "", "PEXPIREAT", key, at)...)
}
