package check_test

import (
	"slices"

	"pgregory.net/rapid"
)

// change is what can be done to a key on one side.
type change func(rt *rapid.T, k thing) [][]any

// order is what is to be done to a key.
type order struct {
	key      thing
	commands [][]any
}

// changes draws what is done to some keys, mostly on the target. The odd and
// big keys, which are the last ones, are changed more often than others.
func changes(rt *rapid.T, keys []thing) (sides [2][]order) {
	for range rapid.IntRange(0, 25).Draw(rt, "changes") {
		first := rapid.SampledFrom([]int{0, max(0, len(keys)-3)}).Draw(rt, "first")
		k := keys[rapid.IntRange(first, len(keys)-1).Draw(rt, "key")]
		side := min(rapid.IntRange(0, 4).Draw(rt, "side"), 1)
		c := rapid.IntRange(0, len(changesOf(k.kind))-1).Draw(rt, "change")
		sides[side] = append(sides[side], order{k, changesOf(k.kind)[c](rt, k)})
	}
	return sides
}

// changesOf lists the changes that fit a kind. Some change nothing but how the
// server stores the value, or turn out to be refused.
func changesOf(kind string) []change {
	own := map[string][]change{
		"string":      {appendText, appendText, overwrite, sameAgain},
		"hyperloglog": {appendText, count, addElement, toDense, setRegister},
		"hash":        {setField, setField, removeField, grow, changeFieldExpiry, changeFieldExpiry},
		"list":        {push, pop, setItem, reverse},
		"set":         {addElement, removeElement, grow, reverse},
		"zset":        {setScore, setScore, removeElement, grow},
		"stream":      {addEntry, removeEntry, setLastID, changeGroup, changePending, trim},
		"vectorset":   {addElement, addElement, removeElement, setAttribute, sameAgain},
	}
	return append(own[kind], remove, replace, expire, expire, persist)
}

func remove(_ *rapid.T, k thing) [][]any  { return [][]any{cmd("DEL", k.name)} }
func persist(_ *rapid.T, k thing) [][]any { return [][]any{cmd("PERSIST", k.name)} }

// replace writes another value, mostly of another type.
func replace(rt *rapid.T, k thing) [][]any {
	other := thing{name: k.name, kind: k.can.kinds().Draw(rt, "kind"), can: k.can}
	return append(remove(rt, k), newThing(rt, other).write...)
}

func expire(rt *rapid.T, k thing) [][]any {
	return [][]any{cmd("PEXPIREAT", k.name, k.can.expiries().Draw(rt, "at"))}
}

// appendText may append nothing, which only ends the encoding as a number.
func appendText(rt *rapid.T, k thing) [][]any {
	return [][]any{cmd("APPEND", k.name, texts().Draw(rt, "text"))}
}

func overwrite(rt *rapid.T, k thing) [][]any {
	at := rapid.SampledFrom([]int{0, 8, 15, 16, 1022, 1024, 16383, 16384, 262143, 262144}).Draw(rt, "at")
	return [][]any{cmd("SETRANGE", k.name, min(at, len(k.parts[0])), texts().Draw(rt, "text"))}
}

func setRegister(rt *rapid.T, k thing) [][]any {
	return [][]any{cmd("SETRANGE", k.name, rapid.SampledFrom([]int{3, 7, 8, 15, 16, 18}).Draw(rt, "at"), "\x01")}
}

func sameAgain(_ *rapid.T, k thing) [][]any { return k.write }

// count fills in the number that a HyperLogLog caches.
func count(_ *rapid.T, k thing) [][]any { return [][]any{cmd("PFCOUNT", k.name)} }

func toDense(_ *rapid.T, k thing) [][]any { return [][]any{cmd("PFDEBUG", "TODENSE", k.name)} }

// addElement may add what is already there.
func addElement(rt *rapid.T, k thing) [][]any { return writing(k.name, k.kind, part(rt, k.kind)) }

func setField(rt *rapid.T, k thing) [][]any {
	if rapid.Bool().Draw(rt, "another field") {
		return addElement(rt, k)
	}
	return [][]any{cmd("HSET", k.name, anyPart(rt, k, 2, 0), texts().Draw(rt, "value"))}
}

func removeField(rt *rapid.T, k thing) [][]any {
	return [][]any{cmd("HDEL", k.name, anyPart(rt, k, 2, 0))}
}

func removeElement(rt *rapid.T, k thing) [][]any {
	switch k.kind {
	case "set":
		return [][]any{cmd("SREM", k.name, anyPart(rt, k, 1, 0))}
	case "vectorset":
		return [][]any{cmd("VREM", k.name, anyPart(rt, k, 4, 2))}
	}
	return [][]any{cmd("ZREM", k.name, anyPart(rt, k, 2, 1))}
}

func setAttribute(rt *rapid.T, k thing) [][]any {
	return [][]any{cmd("VSETATTR", k.name, anyPart(rt, k, 4, 2), `{"b":2}`)}
}

// changeFieldExpiry sets or takes away when a field expires; one that stays
// keeps the hash from being empty.
func changeFieldExpiry(rt *rapid.T, k thing) [][]any {
	if !k.can.fieldExpiry {
		return nil
	}
	change := expireField(rt, k)
	if rapid.Bool().Draw(rt, "persist") {
		change = cmd("HPERSIST", k.name, "FIELDS", 1, anyPart(rt, k, 2, 0))
	}
	return [][]any{cmd("HSET", k.name, "stays", "1"), change}
}

func setScore(rt *rapid.T, k thing) [][]any {
	if rapid.Bool().Draw(rt, "another member") {
		return addElement(rt, k)
	}
	return [][]any{cmd("ZADD", k.name, scores().Draw(rt, "score"), anyPart(rt, k, 2, 1))}
}

// grow adds an element for which the server changes the encoding, and removes
// it again.
func grow(_ *rapid.T, k thing) [][]any {
	long := string(make([]byte, 100))
	return map[string][][]any{
		"hash": {cmd("HSET", k.name, long, "v"), cmd("HDEL", k.name, long)},
		"set":  {cmd("SADD", k.name, long), cmd("SREM", k.name, long)},
		"zset": {cmd("ZADD", k.name, 1, long), cmd("ZREM", k.name, long)},
	}[k.kind]
}

func push(rt *rapid.T, k thing) [][]any {
	verb := rapid.SampledFrom([]string{"LPUSH", "RPUSH"}).Draw(rt, "end")
	return [][]any{cmd(verb, k.name, texts().Draw(rt, "element"))}
}

func pop(rt *rapid.T, k thing) [][]any {
	return [][]any{cmd(rapid.SampledFrom([]string{"LPOP", "RPOP"}).Draw(rt, "end"), k.name)}
}

func setItem(rt *rapid.T, k thing) [][]any {
	at := rapid.IntRange(0, len(k.parts)-1).Draw(rt, "at")
	return [][]any{cmd("LSET", k.name, at, texts().Draw(rt, "element"))}
}

// reverse writes the same elements in another order.
func reverse(rt *rapid.T, k thing) [][]any {
	parts := slices.Clone(k.parts)
	slices.Reverse(parts)
	return append(remove(rt, k), writing(k.name, k.kind, parts)...)
}

func addEntry(rt *rapid.T, k thing) [][]any {
	return [][]any{cmd("XADD", k.name, rapid.SampledFrom([]string{"7000-*", "1600000000000-*"}).Draw(rt, "id"), "f", "v")}
}

func removeEntry(rt *rapid.T, k thing) [][]any {
	return [][]any{cmd("XDEL", k.name, anyPart(rt, k, 3, 0))}
}

func trim(rt *rapid.T, k thing) [][]any {
	return [][]any{cmd("XTRIM", k.name, "MAXLEN", rapid.SampledFrom([]int{0, 1, 512, 600}).Draw(rt, "left"))}
}

func setLastID(rt *rapid.T, k thing) [][]any {
	return [][]any{cmd("XSETID", k.name, streamIDs().Draw(rt, "id"))}
}

func changeGroup(rt *rapid.T, k thing) [][]any {
	group := groupNames().Draw(rt, "group")
	return [][]any{rapid.SampledFrom([][]any{
		cmd("XGROUP", "CREATE", k.name, group, "1-2"),
		cmd("XGROUP", "SETID", k.name, group, "1-1"),
		cmd("XGROUP", "DESTROY", k.name, group),
	}).Draw(rt, "change")}
}

func changePending(rt *rapid.T, k thing) [][]any {
	group := groupNames().Draw(rt, "group")
	if rapid.Bool().Draw(rt, "acknowledge") {
		return [][]any{cmd("XACK", k.name, group, anyPart(rt, k, 3, 0))}
	}
	return [][]any{claim(rt, k.name, group)}
}

func groupNames() *rapid.Generator[string] {
	return rapid.SampledFrom([]string{"g\x00\r\n0", "g\x00\r\n1", "g"})
}

// anyPart draws one of a key's elements, each of which is so many parts wide,
// and returns one of these.
func anyPart(rt *rapid.T, k thing, width, which int) string {
	return k.parts[width*rapid.IntRange(0, len(k.parts)/width-1).Draw(rt, "element")+which]
}
