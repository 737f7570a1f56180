package check_test

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/check"
	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/value"
)

// wanted is what a run has to say of one key.
type wanted struct {
	compare.Conflict
	differs bool
	vague   bool // fields have expired in it: servers count them, or not
}

// judge returns what a run has to come to about each key.
func judge(o check.Options, d drawn, source, target map[place]*plain) map[place]wanted {
	if !d.exact && o.TTLTolerance >= 0 {
		o.TTLTolerance += 100 * time.Second // what was read at different moments; times that differ are days apart
	}
	out := map[place]wanted{}
	anything := false // else the target is not swept
	for at, a := range source {
		anything = anything || a.typ != "none" && o.Wants(at.db)
	}
	for at, a := range source {
		w := wanted{vague: d.vague[at] || a.typ == "vectorset"}
		w.Conflict, w.differs = verdictOn(o, a, target[d.target(at)])
		w.DB, w.Key = at.db, at.name
		only := w.Kind == value.LackSource
		if d.admits(at) && admits(o, w.Type) && (!only || anything && !o.OneWay && o.KeyMap.Invertible()) {
			out[at] = w
		}
	}
	return out
}

// admits reports whether keys of a type are compared; none is that of keys that are
// nowhere.
func admits(o check.Options, typ string) bool {
	return typ != "none" && (o.Types == nil || slices.Contains(o.Types, typ))
}

// complain compares an outcome with what is wanted.
func complain(o check.Options, want map[place]wanted, got outcome) (complaints []string) {
	found := map[place]compare.Conflict{}
	for _, c := range got.suspects {
		at := place{c.DB, c.Key}
		_, known := want[at]
		if _, twice := found[at]; twice || !known {
			complaints = append(complaints, "not asked for, or twice: "+line(c))
		}
		found[at] = c
	}
	for at, w := range want {
		c, suspect := found[at]
		if text := w.complain(c, suspect, o.MaxFields); text != "" {
			complaints = append(complaints, text)
		}
	}
	return complaints
}

// complain compares a conflict that was found, or none, with what is wanted.
func (w wanted) complain(c compare.Conflict, differs bool, limit int) string {
	switch {
	case !w.differs && !differs:
		return ""
	case !differs:
		return "missed: " + line(w.Conflict)
	case c.Kind == "" && w.vague:
		return ""
	case c.Kind == "":
		return "unverified: " + line(c)
	case !w.differs:
		return "wrongly: " + line(c)
	case w.vague && c.Kind == w.Kind:
		return ""
	}
	if all := len(w.Fields); all > limit && len(c.Fields) == limit && int(c.More) == all-limit && contains(w.Fields, c.Fields) {
		c.Fields, c.More = w.Fields, 0
	}
	if want, got := line(w.Conflict), line(c); want != got {
		return "want: " + want + "; got: " + got
	}
	return ""
}

func contains(all, some []value.Field) bool {
	return !slices.ContainsFunc(some, func(f value.Field) bool { return !slices.Contains(all, f) })
}

// verdictOn says what a mode has to find about one key.
func verdictOn(o check.Options, a, b *plain) (compare.Conflict, bool) {
	c := compare.Conflict{Type: a.typ, Len: [2]int64{a.size, b.size}}
	switch {
	case a.typ == "none" && b.typ == "none":
		return c, false
	case a.typ == "none":
		c.Kind, c.Type = value.LackSource, b.typ
		return c, true
	case b.typ == "none":
		c.Kind = value.LackTarget
		return c, true
	case o.Mode == compare.Exists:
		return c, false
	case a.typ != b.typ:
		c.Kind, c.Len[1] = value.TypeKind, -1
		return c, true
	}
	different := a.size != b.size
	if o.Mode == compare.FullValue || o.Mode == compare.Outline && !a.bigger(b, o.BigKey) {
		c.Fields, different = a.differences(b)
	}
	if c.Kind = value.Value; !different {
		c.Kind = value.TTL
		different = o.Mode != compare.Length && expireDifferently(a.expiry, b.expiry, o.TTLTolerance)
		if !different && o.Mode != compare.Length {
			c.Fields = a.expiredFields(b, o.TTLTolerance)
			different = len(c.Fields) > 0
		}
	}
	return c, different
}

// expiredFields lists the fields on both sides that expire at different times.
func (k *plain) expiredFields(other *plain, tolerance time.Duration) (fields []value.Field) {
	for name, at := range k.ends {
		if there, ok := other.ends[name]; ok && expireDifferently(at, there, tolerance) {
			fields = append(fields, value.Field{Name: name, Kind: value.TTL})
		}
	}
	return fields
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
// not stands for what is within it. A consumer counts only if it is idle, and if
// both sides tell of such consumers.
func (k *plain) lacking(other *plain, kind value.Kind) (fields []value.Field) {
	for name, e := range k.parts {
		_, there := other.parts[name]
		_, around := other.parts[e.within]
		counts := !e.consumer || e.idle && k.newer && other.newer
		if !there && counts && (e.within == "" || around) {
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
