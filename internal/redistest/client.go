package redistest

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
)

// patience is how long clients wait for a server: on a busy machine longer than
// go-redis would, which then sends commands again, RPUSH among them.
const patience = 30 * time.Second

// clients holds one client a database, made when first asked for.
type clients struct {
	mu   sync.Mutex
	byDB map[int]*redis.Client
}

func (c *clients) get(db int, options func(db int) *redis.Options) *redis.Client {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.byDB == nil {
		c.byDB = map[int]*redis.Client{}
	}
	if c.byDB[db] == nil {
		c.byDB[db] = redis.NewClient(options(db))
	}
	return c.byDB[db]
}

func (c *clients) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, client := range c.byDB {
		_ = client.Close() // the server goes next
	}
	c.byDB = nil
}

// Client returns a client of one database that lives as long as the server
// and survives its restarts. It is shared: don't close it. It speaks RESP2.
func (s *Server) Client(db int) *redis.Client {
	return s.clients.get(db, s.options)
}

func (s *Server) options(db int) *redis.Options {
	return &redis.Options{
		Addr:            s.Addr,
		DB:              db,
		Password:        s.option("--requirepass"),
		Protocol:        2,
		DisableIdentity: true,
		DialerRetries:   1, // a server that is down is soon known to be
		ReadTimeout:     patience,
		WriteTimeout:    patience,
	}
}

// Do sends one command to database 0 and returns the reply: string, int64,
// []any, or nil where the server has nothing. An error fails the test.
func (s *Server) Do(args ...any) any {
	s.t.Helper()
	reply, err := s.Client(0).Do(context.Background(), args...).Result()
	if err != nil && !errors.Is(err, redis.Nil) {
		s.t.Fatalf("%v at %s: %v", args, s.Addr, err)
	}
	return reply
}
