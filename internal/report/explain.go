package report

import (
	"fmt"
	"strings"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/text"
	"github.com/redis-full-check/redis-full-check/internal/value"
)

// Explain says in words what the facts of a conflict add to its kind; "" if they
// add nothing.
func Explain(c compare.Conflict) string {
	var parts []string
	add := func(format string, args ...any) { parts = append(parts, fmt.Sprintf(format, args...)) }
	if c.Kind == value.TypeKind {
		add("the target has a %s", text.Printable(c.TypeOn(1)))
	}
	if text := explainExpiry(c); text != "" {
		add("%s", text)
	}
	for i, name := range sides() {
		if err := c.Facts[i].LenError; err != "" {
			add("the length on the %s could not be read: %s", name, text.Clean(err))
		}
	}
	if c.TargetKey != "" {
		add("on the target: %s", text.Printable(c.TargetKey))
	}
	return strings.Join(parts, "; ")
}

func sides() [2]string { return [2]string{"source", "target"} }

// explainExpiry says how the expiry of a key, or of its fields, differs.
func explainExpiry(c compare.Conflict) string {
	if c.Kind != value.TTL {
		return ""
	}
	a, b := c.Facts[0], c.Facts[1]
	later, comparable := c.LaterOnTarget()
	switch {
	case a.FieldsExpire == redis.Yes && b.FieldsExpire == redis.Yes:
		return "its fields expire at other times"
	case a.FieldsExpire == redis.Yes:
		return "its fields expire on the source only"
	case b.FieldsExpire == redis.Yes:
		return "its fields expire on the target only"
	case a.Expiry.MS == compare.NeverExpires:
		return "expires on the target only"
	case b.Expiry.MS == compare.NeverExpires:
		return "expires on the source only"
	case comparable && later < 0:
		return fmt.Sprintf("expires %v earlier on the target", -later)
	case comparable:
		return fmt.Sprintf("expires %v later on the target", later.Round(time.Millisecond))
	}
	return ""
}
