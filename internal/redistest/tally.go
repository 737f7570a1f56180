package redistest

import (
	"maps"
	"slices"
	"strings"
	"sync"
)

// Commands returns the names of all commands that clients sent, sorted and
// in capitals; commands with a subcommand by both words: "XINFO STREAM".
func (p *Proxy) Commands() []string { return p.tally.names() }

// Count returns how often clients sent a command, named by one word or, with
// its subcommand, by two, in any case.
func (p *Proxy) Count(command string) int { return p.tally.count(strings.ToUpper(command)) }

// Record keeps the next commands with all their arguments, up to max of
// them, for Log. It drops what was recorded before.
func (p *Proxy) Record(max int) { p.tally.record(max) }

// Log returns what Record kept, in order of arrival.
func (p *Proxy) Log() [][]string { return p.tally.recorded() }

type tally struct {
	mu    sync.Mutex
	times map[string]int
	room  int // for so many more commands in log
	log   [][]string
}

func (t *tally) note(args []string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.times == nil {
		t.times = map[string]int{}
	}
	t.times[fullName(args)]++
	if t.room > 0 {
		t.room--
		t.log = append(t.log, args)
	}
}

// fullName is a command's name, with that of the subcommand where the
// second word is one.
func fullName(args []string) string {
	name := strings.ToUpper(args[0])
	switch name {
	case "ACL", "CLIENT", "CLUSTER", "COMMAND", "CONFIG", "DEBUG", "FUNCTION", "LATENCY", "MEMORY",
		"MODULE", "OBJECT", "PUBSUB", "SCRIPT", "SENTINEL", "SLOWLOG", "XGROUP", "XINFO":
		if len(args) > 1 {
			return name + " " + strings.ToUpper(args[1])
		}
	}
	return name
}

func (t *tally) names() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Sorted(maps.Keys(t.times))
}

func (t *tally) count(command string) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	sum := 0
	for name, times := range t.times {
		if name == command || strings.HasPrefix(name, command+" ") {
			sum += times
		}
	}
	return sum
}

func (t *tally) record(max int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.room, t.log = max, nil
}

func (t *tally) recorded() [][]string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.log)
}
