package redistest

import (
	"context"
	"testing"
	"time"
)

func TestRestart(t *testing.T) {
	s := Start(t)
	s.Do("SET", "key", "value")
	s.Do("SAVE")
	s.Kill()
	s.Kill()
	if err := s.Client(0).Ping(context.Background()).Err(); err == nil {
		t.Error("a killed server answers")
	}
	s.Restart()
	if got := s.Do("GET", "key"); got != "value" {
		t.Errorf("after a restart: %v", got)
	}
}

func TestPause(t *testing.T) {
	s := Start(t)
	s.Do("PING")
	s.Pause()
	c := s.Client(0).WithTimeout(30 * time.Millisecond)
	if err := c.Ping(context.Background()).Err(); err == nil {
		t.Error("a paused server answers")
	}
	s.Resume()
	s.Do("PING")
}

func TestReplica(t *testing.T) {
	s := Start(t, "--requirepass", "x", "--enable-debug-command", "local")
	Seed(t, s.Client(0), 100, 1)
	r := Replica(t, s, "--enable-debug-command", "local")
	if a, b := s.Do("DEBUG", "DIGEST"), r.Do("DEBUG", "DIGEST"); a != b {
		t.Errorf("digests %v and %v", a, b)
	}
	r.Restart()
	awaitSynced(t, r, s)
}
