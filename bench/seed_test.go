package main

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/redis-full-check/redis-full-check/internal/redistest"
)

// do runs the program, which must succeed, and returns what it prints.
func do(t *testing.T, args ...string) string {
	t.Helper()
	var out, log bytes.Buffer
	if code := run(t.Context(), args, &out, &log); code != 0 {
		t.Fatalf("%q: status %d, %s", args, code, log.String())
	}
	return out.String()
}

// TestSeed makes each shape twice and reads it.
func TestSeed(t *testing.T) {
	s := redistest.Pair(t, "--enable-debug-command", "local")
	for shape, keys := range map[string]int{"mixed": 3000, "strings": 500, "texts": 100, "hashes": 500, "big": 2} {
		var digests [2]any
		for i, server := range s {
			do(t, "seed", server.Addr, fmt.Sprint(keys), shape)
			digests[i] = server.Do("DEBUG", "DIGEST")
		}
		if digests[0] != digests[1] {
			t.Errorf("%s: the digests are %v", shape, digests)
		}
		for _, flag := range []string{"-ttl=false", "-ttl"} {
			if said := do(t, "floor", s[0].Addr, s[1].Addr, flag); !strings.HasPrefix(said, fmt.Sprintf("floor: %d keys in ", keys)) {
				t.Errorf("%s: %s", shape, said)
			}
		}
		for _, server := range s {
			server.Do("FLUSHALL")
		}
	}
}

// TestMixture counts what the mixed shape is made of, in percent.
func TestMixture(t *testing.T) {
	s := redistest.Start(t)
	do(t, "seed", s.Addr, "5000")
	got, temporary := map[string]int{}, 0
	for _, key := range s.Client(0).Keys(context.Background(), "*").Val() {
		name, _, _ := strings.Cut(key, ":")
		got[name+" "+s.Do("TYPE", key).(string)]++
		if s.Do("PTTL", key) != int64(-1) {
			temporary++
		}
	}
	want := map[string]int{"session string": 40, "user hash": 20, "queue list": 15, "tags set": 10, "board zset": 10, "events stream": 5}
	for name, share := range want {
		if n := got[name]; n < 50*(share-2) || n > 50*(share+2) {
			t.Errorf("%s: %d of 5000, want %d %%", name, n, share)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%v", maps.Clone(got))
	}
	if temporary < 400 || temporary > 600 {
		t.Errorf("%d keys expire, want 10 %%", temporary)
	}
}

func TestSeedSpares(t *testing.T) {
	s := redistest.Start(t)
	s.Do("SET", "mine", "1")
	var out, log bytes.Buffer
	if code := run(t.Context(), []string{"seed", s.Addr, "10"}, &out, &log); code != 2 || !strings.Contains(log.String(), "holds keys already") {
		t.Errorf("status %d, %s", code, log.String())
	}
	if n := s.Do("DBSIZE"); n != int64(1) {
		t.Errorf("%d keys", n)
	}
}

// TestSeedRefused ends with the words of a server that is full.
func TestSeedRefused(t *testing.T) {
	s := redistest.Start(t, "--maxmemory", "3mb")
	var out, log bytes.Buffer
	if code := run(t.Context(), []string{"seed", s.Addr, "200000"}, &out, &log); code != 2 || !strings.Contains(log.String(), "OOM") {
		t.Errorf("status %d, %s", code, log.String())
	}
}

func TestFloorSeesBytes(t *testing.T) {
	s := redistest.Pair(t)
	for _, server := range s {
		do(t, "seed", server.Addr, "100", "strings")
	}
	if said := do(t, "floor", s[0].Addr, s[1].Addr); !strings.HasSuffix(said, "; 0 batches differ in their bytes\n") {
		t.Error(said)
	}
	s[1].Do("SETRANGE", "session:7", "50", "other")
	if said := do(t, "floor", s[0].Addr, s[1].Addr); !strings.HasSuffix(said, "; 1 batches differ in their bytes\n") {
		t.Error(said)
	}
	s[0].Do("SET", "other", "1")
	var out, log bytes.Buffer
	if code := run(t.Context(), []string{"floor", s[0].Addr, s[1].Addr}, &out, &log); code != 2 {
		t.Errorf("a foreign key: status %d", code)
	}
}
