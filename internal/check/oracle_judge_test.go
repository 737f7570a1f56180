package check_test

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/check"
	"github.com/redis-full-check/redis-full-check/internal/value"
)

// judge returns the lines that a run has to come to.
func judge(o check.Options, source, target map[string]*plain) []string {
	lines := []string{}
	for name, a := range source {
		c, differ := verdictOn(o, a, target[name])
		if c.Key = name; differ && (o.Types == nil || slices.Contains(o.Types, a.typ)) {
			lines = append(lines, line(c))
		}
	}
	slices.Sort(lines)
	return lines
}

// verdictOn says what a mode has to find about one key. What the source does
// not have is not looked for.
func verdictOn(o check.Options, a, b *plain) (check.Conflict, bool) {
	c := check.Conflict{Type: a.typ, Len: [2]int64{a.size, b.size}}
	switch {
	case a.typ == "none":
		return c, false
	case b.typ == "none":
		c.Kind = value.LackTarget
		return c, true
	case o.Mode == check.Exists:
		return c, false
	case a.typ != b.typ:
		c.Kind, c.Len[1] = value.TypeKind, -1
		return c, true
	}
	different := a.size != b.size
	if o.Mode == check.FullValue || o.Mode == check.Outline && !a.bigger(b, o.BigKey) {
		c.Fields, different = a.differences(b)
	}
	if c.Kind = value.Value; !different {
		c.Kind = value.TTL
		different = o.Mode != check.Length && expireDifferently(a.expiry, b.expiry, o.TTLTolerance)
	}
	return c, different
}

// bigger reports whether the length alone is compared in mode Outline.
func (k *plain) bigger(other *plain, limit int64) bool {
	return k.typ != "string" && max(k.size, other.size) > limit
}

// expireDifferently compares absolute times, of which -1 is none.
func expireDifferently(a, b int64, tolerance time.Duration) bool {
	if tolerance < 0 || a == b {
		return false
	}
	return a < 0 || b < 0 || time.Duration(a-b).Abs()*time.Millisecond > tolerance
}

// differences lists what differs in two values of one type.
func (k *plain) differences(other *plain) (fields []value.Field, differ bool) {
	switch k.typ {
	case "string":
		return nil, withoutCache(k.text) != withoutCache(other.text)
	case "list":
		fields = k.firstDifference(other)
	default:
		fields = append(k.lacking(other, value.LackTarget), other.lacking(k, value.LackSource)...)
		for name, e := range k.parts {
			if there, ok := other.parts[name]; ok && there.content != e.content {
				fields = append(fields, value.Field{Name: name, Kind: value.Value})
			}
		}
	}
	return fields, len(fields) > 0
}

// lacking lists the parts that the other value has not. A group that it has
// not stands for what is pending in it.
func (k *plain) lacking(other *plain, kind value.Kind) (fields []value.Field) {
	for name, e := range k.parts {
		_, there := other.parts[name]
		_, around := other.parts[e.within]
		if !there && (e.within == "" || around) {
			fields = append(fields, value.Field{Name: name, Kind: kind})
		}
	}
	return fields
}

func (k *plain) firstDifference(other *plain) []value.Field {
	for i, text := range k.list {
		if i == len(other.list) {
			return []value.Field{{Name: strconv.Itoa(i), Kind: value.LackTarget}}
		}
		if text != other.list[i] {
			return []value.Field{{Name: strconv.Itoa(i), Kind: value.Value}}
		}
	}
	if n := len(k.list); n < len(other.list) {
		return []value.Field{{Name: strconv.Itoa(n), Kind: value.LackSource}}
	}
	return nil
}

// withoutCache blanks what counting a HyperLogLog changes.
func withoutCache(text string) string {
	if !isDense(text) && !isSparse(text) {
		return text
	}
	return text[:8] + "12345678" + text[16:]
}

func isDense(text string) bool {
	return len(text) == 16+12288 && strings.HasPrefix(text, "HYLL\x00\x00\x00\x00")
}

// isSparse reports whether a text stands for all 16,384 registers, in runs.
func isSparse(text string) bool {
	if len(text) < 16 || !strings.HasPrefix(text, "HYLL\x01\x00\x00\x00") {
		return false
	}
	registers := 0
	for i := 16; i < len(text); i++ {
		switch op := int(text[i]); {
		case op < 64:
			registers += op + 1
		case op >= 128:
			registers += op%4 + 1
		case i+1 == len(text):
			return false
		default:
			i++
			registers += (op-64)*256 + int(text[i]) + 1
		}
	}
	return registers == 16384
}
