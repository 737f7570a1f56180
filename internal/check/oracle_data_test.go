package check_test

import (
	"fmt"
	"strings"

	"pgregory.net/rapid"
)

// thing is a key and the commands that write it. Its parts are the arguments
// of those: field and value, score and member, or whatever its kind has.
type thing struct {
	db         int // on the source
	name, kind string
	parts      []string
	write      [][]any
	can        abilities
}

// owner is what draws keys: the source's databases, and what both sides can.
type owner struct {
	dbs []int
	can abilities
}

// things draws the data of one comparison: families of keys with names alike,
// some with so many that they are believed to be alike, and odd keys with such
// names, too.
func (o owner) things(rt *rapid.T) []thing {
	var out []thing
	add := func(db int, pattern string, make func(*rapid.T, thing) thing, kind string) {
		out = append(out, make(rt, thing{db: db, name: fmt.Sprintf(pattern, len(out)), kind: kind, can: o.can}))
	}
	for range rapid.IntRange(1, 4).Draw(rt, "families") {
		pattern, kind, db := namePatterns().Draw(rt, "pattern"), o.can.kinds().Draw(rt, "kind"), o.db(rt)
		for range familySizes().Draw(rt, "keys") {
			add(db, pattern, newThing, kind)
		}
	}
	for range rapid.IntRange(0, 8).Draw(rt, "odd keys") {
		add(o.db(rt), namePatterns().Draw(rt, "pattern"), newThing, o.can.kinds().Draw(rt, "kind"))
	}
	for range rapid.SampledFrom([]int{0, 0, 1, 3}).Draw(rt, "big keys") {
		add(o.db(rt), namePatterns().Draw(rt, "pattern"), newBigThing, o.can.bigKinds().Draw(rt, "kind"))
	}
	return out
}

func (o owner) db(rt *rapid.T) int { return rapid.SampledFrom(o.dbs).Draw(rt, "database") }

// namePatterns are of names that are one family or nearly so: the digits do not
// count, nor does what follows a separator if nothing better is known.
func namePatterns() *rapid.Generator[string] {
	return rapid.SampledFrom([]string{"user:%d", "user:x%d", "user:%d:name", "%d", "k%d", "k_%d", "{tag}:%d", "{t%d}", "%d{", "bin\r\n\x00\xff%d", ":%d", "鍵.%d"})
}

func familySizes() *rapid.Generator[int] {
	return rapid.SampledFrom([]int{1, 5, 20, 70, 70, 110, 160, 160, 240, 1200})
}

// newThing draws a value of a kind, small and nasty, and when it expires.
func newThing(rt *rapid.T, k thing) thing {
	most := 5
	if k.kind == "string" {
		most = 1
	}
	for range rapid.IntRange(1, most).Draw(rt, "size") {
		k.parts = append(k.parts, part(rt, k.kind)...)
	}
	k.write = writing(k.name, k.kind, k.parts)
	switch k.kind {
	case "stream":
		k.write = append(k.write, groups(rt, k.name)...)
	case "hash":
		k.write = append(k.write, fieldExpiries(rt, k)...)
	}
	if rapid.IntRange(0, 3).Draw(rt, "expires") == 3 {
		k.write = append(k.write, cmd("PEXPIREAT", k.name, k.can.expiries().Draw(rt, "at")))
	}
	return k
}

// fieldExpiries has some fields of a hash expire, and others not.
func fieldExpiries(rt *rapid.T, k thing) (out [][]any) {
	if !k.can.fieldExpiry || rapid.Bool().Draw(rt, "fields stay") {
		return nil
	}
	out = append(out, cmd("HSET", k.name, "stays", "1"))
	for range rapid.IntRange(1, 3).Draw(rt, "fields expire") {
		out = append(out, expireField(rt, k))
	}
	return out
}

func expireField(rt *rapid.T, k thing) []any {
	return cmd("HPEXPIREAT", k.name, k.can.expiries().Draw(rt, "at"), "FIELDS", 1, anyPart(rt, k, 2, 0))
}

// part draws what one element of a kind is made of.
func part(rt *rapid.T, kind string) []string {
	switch kind {
	case "hash":
		return []string{texts().Draw(rt, "field"), texts().Draw(rt, "value")}
	case "zset":
		return []string{scores().Draw(rt, "score"), texts().Draw(rt, "member")}
	case "stream":
		return []string{streamIDs().Draw(rt, "id"), texts().Draw(rt, "field"), texts().Draw(rt, "value")}
	case "vectorset":
		return []string{numbers().Draw(rt, "x"), numbers().Draw(rt, "y"), texts().Draw(rt, "member"), rapid.SampledFrom([]string{"", `{"a":1}`}).Draw(rt, "attribute")}
	}
	return []string{texts().Draw(rt, "element")}
}

// writing returns the commands that write parts.
func writing(name, kind string, parts []string) [][]any {
	verbs := map[string]string{"string": "SET", "hyperloglog": "PFADD", "hash": "HMSET", "list": "RPUSH", "set": "SADD", "zset": "ZADD"}
	if verb, ok := verbs[kind]; ok {
		out := cmd(verb, name)
		for _, p := range parts {
			out = append(out, p)
		}
		return [][]any{out}
	}
	var out [][]any
	if kind == "vectorset" {
		for ; len(parts) >= 4; parts = parts[4:] {
			out = append(out, cmd("VADD", name, "VALUES", 3, parts[0], parts[1], 1, parts[2], "NOQUANT", "SETATTR", parts[3]))
		}
		return out
	}
	for ; len(parts) >= 3; parts = parts[3:] {
		out = append(out, cmd("XADD", name, parts[0], parts[1], parts[2], "same", "of all", "same", "again"))
	}
	return out
}

// groups draws the consumer groups of a stream, some with pending entries.
func groups(rt *rapid.T, name string) (out [][]any) {
	for i := range rapid.IntRange(-2, 2).Draw(rt, "groups") {
		group := fmt.Sprint("g\x00\r\n", i)
		out = append(out, cmd("XGROUP", "CREATE", name, group, streamIDs().Draw(rt, "delivered")))
		for range rapid.IntRange(0, 3).Draw(rt, "pending") {
			out = append(out, claim(rt, name, group))
		}
	}
	if rapid.IntRange(0, 3).Draw(rt, "deletes") == 3 {
		out = append(out, cmd("XDEL", name, streamIDs().Draw(rt, "id")))
	}
	return out
}

// claim makes an entry pending, if there is such an entry.
func claim(rt *rapid.T, name, group string) []any {
	return cmd("XCLAIM", name, group, rapid.SampledFrom([]string{"c", "d"}).Draw(rt, "consumer"), 0, streamIDs().Draw(rt, "id"),
		"TIME", 1600000000000, "RETRYCOUNT", rapid.IntRange(1, 2).Draw(rt, "deliveries"), "FORCE", "JUSTID")
}

// newBigThing draws a value whose size is about a page, what MGET is trusted
// with, or what BigKey says.
func newBigThing(rt *rapid.T, k thing) thing {
	if k.kind == "string" {
		size := rapid.SampledFrom([]int{1023, 1024, 1025, 16383, 16384, 16385, 262143, 262144, 262145}).Draw(rt, "size")
		k.parts = []string{strings.Repeat("0123456789abcdef", size/16+1)[:size]}
	} else {
		size := rapid.SampledFrom([]int{511, 512, 513, 700, 1100}).Draw(rt, "size")
		k.parts = manyParts(k.kind, size)
	}
	k.write = writing(k.name, k.kind, k.parts)
	switch k.kind {
	case "hash":
		k.write = append(k.write, fieldExpiries(rt, k)...)
	case "stream":
		left := rapid.SampledFrom([]int{2000, 2000, 512, 100}).Draw(rt, "left")
		k.write = append(k.write, cmd("XGROUP", "CREATE", k.name, "g", "0"),
			cmd("XREADGROUP", "GROUP", "g", "c", "COUNT", 600, "STREAMS", k.name, ">"), cmd("XTRIM", k.name, "MAXLEN", left))
	}
	return k
}

func manyParts(kind string, size int) (out []string) {
	for i := range size {
		element := fmt.Sprint("e", i)
		switch kind {
		case "set":
			out = append(out, fmt.Sprint(i))
		case "hash":
			out = append(out, element, fmt.Sprint(i))
		case "zset":
			out = append(out, fmt.Sprint(float64(i)/3), element)
		case "stream":
			out = append(out, fmt.Sprintf("%d-1", i+1), "f", element)
		default:
			out = append(out, element)
		}
	}
	return out
}

// texts are values and the names of fields: what servers store in other ways,
// and what looks like their protocol.
func texts() *rapid.Generator[string] {
	return rapid.SampledFrom([]string{"", "0", "1", "-1", "007", "1.0", "12345", "9223372036854775807", "-9223372036854775808", "9223372036854775808",
		"a", "b", "c", "A", "ключ", "with space", "\x00", "\x00\r\n\xff\xfe", "$-1\r\n", "*0\r\n", "$5\r\nhello\r\n",
		strings.Repeat("x", 44), strings.Repeat("x", 45), strings.Repeat("y", 64), strings.Repeat("y", 65), strings.Repeat("z", 300),
		"HYLL\x00\x00\x00\x00a cache.the rest", "HYLL\x00\x00\x00\x00A CACHE.the rest", "HYLL\x00\x00\x00\x00a cache.the REST", "HYLL, no hyperloglog", "HYLL, no HYPERloglog"})
}

func scores() *rapid.Generator[string] {
	return rapid.SampledFrom([]string{"0", "-0", "1", "-1", "2.5", "0.1", "0.10000000000000001", "0.3", "0.30000000000000004", "3.0000000000000004",
		"inf", "-inf", "1e300", "-1e-300", "5e-324", "1e17", "9007199254740992", "9007199254740994", "1234567890123456789", "123456789.12345678"})
}

func streamIDs() *rapid.Generator[string] {
	return rapid.SampledFrom([]string{"1-1", "1-2", "2-0", "3-7", "1600000000000-0", "18446744073709551615-18446744073709551614"})
}

// numbers are exact in every format that servers keep vectors in.
func numbers() *rapid.Generator[string] { return rapid.SampledFrom([]string{"0", "1", "-1", "0.5"}) }
