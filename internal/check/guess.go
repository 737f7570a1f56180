package check

import "redis-full-check/internal/value"

// guesses remembers which type the keys of a family have, so that TYPE need
// not be asked for each. A wrong guess costs a second look, never a verdict.
// It belongs to one worker.
type guesses struct {
	table map[uint64]value.Type
}

// maxFamilies bounds the memory of guesses; beyond it they start anew.
const maxFamilies = 1 << 14

func newGuesses() *guesses { return &guesses{table: map[uint64]value.Type{}} }

// of returns the type that keys like this one had, nil if none was seen.
func (g *guesses) of(key string) value.Type {
	name, start := family(key)
	if t, ok := g.table[name]; ok {
		return t
	}
	return g.table[start]
}

// learn notes the type of a key.
func (g *guesses) learn(key string, t value.Type) {
	if len(g.table) >= maxFamilies {
		clear(g.table)
	}
	name, start := family(key)
	g.table[name], g.table[start] = t, t
}

// family hashes (FNV-1a) what keys of one kind have in common: the name without
// its digits, and the part before the first separator.
func family(key string) (name, start uint64) {
	const offset, prime = 14695981039346656037, 1099511628211
	name = offset
	for i := range len(key) {
		c := key[i]
		if c >= '0' && c <= '9' {
			continue
		}
		name = (name ^ uint64(c)) * prime
		if start == 0 && isSeparator(c) {
			start = ^name
		}
	}
	return name, start
}

func isSeparator(c byte) bool {
	return c == ':' || c == '.' || c == '/' || c == '_' || c == '-' || c == '|' || c == '{'
}
