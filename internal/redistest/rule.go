package redistest

import (
	"slices"
	"strings"
	"sync"
)

// A rule says what becomes of a command instead of its way to the backend.
type rule struct {
	words string // "GET", "XINFO STREAM"
	act   func(args []string) debt
	after int // let so many pass first
	times int // then act so often; < 0 for ever
	when  func(args []string) bool
}

// A Limit narrows a rule of a proxy to some of the commands it names.
type Limit func(*rule)

// Times lets a rule act only n times.
func Times(n int) Limit { return func(r *rule) { r.times = n } }

// After lets n such commands pass before a rule acts.
func After(n int) Limit { return func(r *rule) { r.after = n } }

// When lets a rule act only on commands whose arguments, the command's name
// first, satisfy the condition. It is called from the proxy's goroutines.
func When(condition func(args []string) bool) Limit {
	return func(r *rule) { r.when = condition }
}

// Key lets a rule act only on commands one of whose arguments is this key.
func Key(key string) Limit {
	return When(func(args []string) bool { return slices.Contains(args[1:], key) })
}

// rules are asked latest first, so that a test may refine what it said.
type rules struct {
	mu  sync.Mutex
	all []*rule
}

func (r *rules) add(words string, act func([]string) debt, limits []Limit) {
	added := &rule{words: words, act: act, times: -1}
	for _, limit := range limits {
		limit(added)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.all = append(r.all, added)
}

// decide returns what to do with a command, nil if no rule is about it.
func (r *rules) decide(args []string) func([]string) debt {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, rule := range slices.Backward(r.all) {
		if names(rule.words, args) && rule.takes(args) {
			return rule.act
		}
	}
	return nil
}

func (r *rules) drop(words string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.all = slices.DeleteFunc(r.all, func(x *rule) bool { return strings.EqualFold(x.words, words) })
}

func (r *rule) takes(args []string) bool {
	switch {
	case r.when != nil && !r.when(args), r.times == 0:
		return false
	case r.after > 0:
		r.after--
		return false
	}
	r.times = max(r.times-1, -1)
	return true
}

// names says whether words are the first ones of a command, in any case.
func names(words string, args []string) bool {
	fields := strings.Fields(words)
	return len(fields) <= len(args) && slices.EqualFunc(fields, args[:len(fields)], strings.EqualFold)
}

// Allow takes back every rule about these words.
func (p *Proxy) Allow(command string) { p.rules.drop(command) }
