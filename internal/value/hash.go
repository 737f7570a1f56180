package value

import (
	"bytes"

	"redis-full-check/internal/redis"
)

// Hash is the type of hashes: fields and their values, in any order.
func Hash() Type { return hashMembers() }

func hashMembers() members {
	return members{name: "hash", length: "HLEN", scan: "HSCAN", width: 2, ask: askHash, same: bytes.Equal}
}

func askHash(p *redis.Pipeline, key string, names []string) Answer {
	i := p.Add("HMGET", key, names...)
	return func() ([][]byte, error) { return p.Reply(i).Texts() }
}
