package check

import (
	"github.com/redis-full-check/redis-full-check/internal/scope"
	"github.com/redis-full-check/redis-full-check/internal/value"
)

// scanWords are the words that let the source's servers leave keys out of their
// replies to SCAN. What they leave out would not be looked at; what they don't
// is filtered here. A module's type may be an error to servers without it.
func (c *Check) scanWords() []string {
	var words []string
	if glob := c.Options.Filter.Glob(); glob != "" {
		words = append(words, "MATCH", glob)
	}
	if t := c.Options.Types; len(t) == 1 && scope.IsBuiltIn(value.Of(t[0])) && c.Source.Has("SCAN TYPE") {
		words = append(words, "TYPE", t[0])
	}
	return words
}
