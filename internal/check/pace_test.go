package check_test

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/check"
	"github.com/redis-full-check/redis-full-check/internal/pace"
	"github.com/redis-full-check/redis-full-check/internal/redistest"
	"github.com/redis-full-check/redis-full-check/internal/sqlite"
)

// TestPaced makes room for a client that uses the source, and goes on when it is gone.
func TestPaced(t *testing.T) {
	servers := redistest.Pair(t)
	seedPaced(t, servers)
	ctx, stop := context.WithCancel(t.Context())
	var bystander sync.WaitGroup
	bystander.Go(func() {
		for client := servers[0].Client(0); ctx.Err() == nil; {
			client.Ping(ctx)
		}
	})
	defer bystander.Wait()
	defer stop()
	o := check.Defaults()
	o.Rounds, o.Rate = 1, 200 // a run that takes seconds, whatever the machine
	c := pacedCheck(t, servers, o)
	done := make(chan error, 1)
	go func() {
		_, err := c.Run(t.Context())
		done <- err
	}()
	for len(c.Stats.Snapshot().Paced) == 0 {
		select {
		case err := <-done:
			t.Fatalf("it ended without having been paced: %v", err)
		case <-time.After(10 * time.Millisecond):
		}
	}
	if h := c.Stats.Snapshot().Paced[0]; h.Side != "source" || h.Last != pace.Shared {
		t.Errorf("paced: %v", h)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
	if all := c.Outcome().Paced; len(all) != 1 || all[0].Total <= 0 || all[0].Side != "source" {
		t.Errorf("history: %v", all)
	}
}

// TestUnpaced holds nobody back who is alone.
func TestUnpaced(t *testing.T) {
	servers := redistest.Pair(t)
	seedPaced(t, servers)
	o := check.Defaults()
	o.Rounds, o.Rate, o.Bandwidth = 1, 500, 1e9
	c := pacedCheck(t, servers, o)
	if _, err := c.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if all := c.Outcome().Paced; len(all) != 0 {
		t.Errorf("history: %v", all)
	}
}

func seedPaced(t *testing.T, servers [2]*redistest.Server) {
	t.Helper()
	for _, s := range servers {
		for i := range 1000 {
			s.Do("SET", fmt.Sprint("k:", i), i)
		}
	}
}

func pacedCheck(t *testing.T, servers [2]*redistest.Server, o check.Options) *check.Check {
	t.Helper()
	source, target := connect(t, "source", servers[0].Addr), connect(t, "target", servers[1].Addr)
	store, err := sqlite.New(sqlite.Options{Path: filepath.Join(t.TempDir(), "result.db"), Rounds: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	return &check.Check{Options: o, Source: source, Target: target, Store: store, Stats: &check.Stats{}, Log: slog.New(slog.DiscardHandler)}
}
