package redis

import (
	"time"

	"github.com/redis-full-check/redis-full-check/internal/resp"
)

// Options say where a deployment is and how to get in.
type Options struct {
	Name     string // what messages call it: "source" or "target"
	Address  string // see ParseAddress
	Kind     Kind   // Auto: ask the server
	TLS      resp.TLS
	User     string // ACL user, Redis 6.0 and later; "" for the default user
	Password resp.Secret
	// SplitPassword lets a password `user:word` be read as ACL user and
	// password first, and as a password that holds a colon if the server
	// refuses that. It is ignored where User is set.
	SplitPassword bool
	AuthCommand   string // "AUTH", or "ADMINAUTH" on Aliyun's proxies; "" is "AUTH"
	// SentinelUser and SentinelPassword let us into the sentinels. Without them
	// it is tried with no password and with that of the servers.
	SentinelUser     string
	SentinelPassword resp.Secret
	RetryFor         time.Duration // how long a silent server is asked again before it counts as gone
	OnRetry          func(error)   // told of every try that failed and is made again; may be nil
}
