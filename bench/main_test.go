package main

import (
	"bytes"
	"flag"
	"slices"
	"strings"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestUsage(t *testing.T) {
	for _, line := range []string{"", "sow", "seed", "seed a", "seed a x", "seed a 1 cube", "seed a 1 mixed b",
		"floor a", "floor a b c", "floor -tll a b", "delay a", "delay a 10", "delay a -1s", "ports", "ports x",
		"compare a b 1 c", "compare a b 0 c d", "compare -names a a b 1 c d"} {
		var out, log bytes.Buffer
		if code := run(t.Context(), strings.Fields(line), &out, &log); code != 2 || !strings.Contains(log.String(), "usage: bench ") {
			t.Errorf("%q: status %d, %s", line, code, log.String())
		}
		if out.Len() > 0 {
			t.Errorf("%q: %s", line, out.String())
		}
	}
}

func TestOperands(t *testing.T) {
	for _, line := range []string{"-ttl a b", "a -ttl b", "a b -ttl"} {
		flags := flag.NewFlagSet("", flag.ContinueOnError)
		ttl := flags.Bool("ttl", false, "")
		got, err := operands(flags, strings.Fields(line), 2, 2)
		if !*ttl || !slices.Equal(got, []string{"a", "b"}) || err != nil {
			t.Errorf("%q: %v, %q, %v", line, *ttl, got, err)
		}
	}
}

func TestPorts(t *testing.T) {
	var out, log bytes.Buffer
	if code := run(t.Context(), []string{"ports", "3"}, &out, &log); code != 0 {
		t.Fatal(log.String())
	}
	got := strings.Fields(out.String())
	if slices.Sort(got); len(slices.Compact(got)) != 3 {
		t.Errorf("%q", out.String())
	}
}
