package redistest

import "fmt"

// A Plant is a difference that stays: what the target alone is told at first, and
// which writes never reach it afterwards.
type Plant struct {
	Key   string
	Kind  string // the kind of conflict at the key
	Part  string // the part that differs; "" if the key as a whole is wrong
	Stuck bool   // no write to the key, or to the part, reaches the target
	Setup []Write
}

// Lost returns what a Workload's Lost is for some plants.
func Lost(plants []Plant) func(Write) bool {
	keys, parts := map[string]bool{}, map[[2]string]bool{}
	for _, p := range plants {
		switch {
		case p.Stuck && p.Part == "":
			keys[p.Key] = true
		case p.Stuck:
			parts[[2]string{p.Key, p.Part}] = true
		}
	}
	return func(w Write) bool { return keys[w.Key] || parts[[2]string{w.Key, w.Part}] }
}

// Plants returns a hundred differences on the keys of a population that has at
// least ten hot and ten cold keys of each kind: on cold keys, on parts of hot keys
// that are not written to, and such that are stuck.
func Plants() []Plant {
	return append(append(coldPlants(), hotPlants()...), stuckPlants()...)
}

func coldPlants() (out []Plant) {
	for i := range 4 {
		key := func(kind string) string { return keyOf("cold", kind, i) }
		next := func(kind string) string { return keyOf("cold", kind, 4+i) }
		out = append(out,
			planted(key("string"), "value", "", "SET", key("string"), "other"),
			planted(next("string"), "lack_target", "", "DEL", next("string")),
			planted(key("counter"), "ttl", "", "EXPIRE", key("counter"), 10_000),
			planted(next("counter"), "type", "", "RPUSH", next("counter"), "x"),
			planted(key("hash"), "value", static(3), "HDEL", key("hash"), static(3)),
			planted(next("hash"), "value", "extra", "HSET", next("hash"), "extra", 1),
			planted(key("list"), "value", "5", "LSET", key("list"), 5, "other"),
			planted(next("list"), "value", fmt.Sprint(staticParts-1), "RPOP", next("list")),
			planted(key("set"), "value", static(7), "SREM", key("set"), static(7)),
			planted(next("set"), "lack_target", "", "DEL", next("set")),
			planted(key("zset"), "value", static(1), "ZADD", key("zset"), "17.5", static(1)),
		)
	}
	for i, p := range out {
		if p.Kind == "type" {
			out[i].Setup = append(write(p.Key, "", "DEL", p.Key), p.Setup...)
		}
	}
	return out
}

func hotPlants() (out []Plant) {
	for i := range 4 {
		key := func(kind string) string { return keyOf("hot", kind, 1+i) }
		next := func(kind string) string { return keyOf("hot", kind, 5+i) }
		out = append(out,
			planted(key("hash"), "value", static(0), "HDEL", key("hash"), static(0)),
			planted(next("hash"), "value", static(1), "HSET", next("hash"), static(1), "other"),
			planted(key("set"), "value", static(2), "SREM", key("set"), static(2)),
			planted(key("zset"), "value", static(3), "ZADD", key("zset"), "0.5", static(3)),
			planted(key("stream"), "value", "4-1", "XDEL", key("stream"), "4-1"),
			planted(keyOf("warm", "hash", i), "value", static(5), "HDEL", keyOf("warm", "hash", i), static(5)),
		)
	}
	return out
}

func stuckPlants() (out []Plant) {
	for i := range 4 {
		for _, kind := range []string{"string", "counter", "list", "lease"} {
			out = append(out, Plant{Key: keyOf("hot", kind, 1+i), Kind: "value", Stuck: true})
		}
		out = append(out,
			stuckMember(keyOf("hot", "zset", 5+i), fmt.Sprint("member-", i)),
			Plant{Key: keyOf("hot", "stream", 5+i), Kind: "value", Stuck: true},
			Plant{Key: keyOf("hot", "set", 5+i), Kind: "value", Stuck: true},
			lost(keyOf("hot", "counter", 5+i)),
		)
	}
	return out
}

func planted(key, kind, part string, args ...any) Plant {
	return Plant{Key: key, Kind: kind, Part: part, Setup: write(key, part, args...)}
}

// stuckMember is a member with a score that the target keeps.
func stuckMember(key, member string) Plant {
	return Plant{Key: key, Kind: "value", Part: member, Stuck: true, Setup: write(key, member, "ZADD", key, -1, member)}
}

// lost is a key that the target lacks and does not get.
func lost(key string) Plant {
	return Plant{Key: key, Kind: "lack_target", Stuck: true, Setup: write(key, "", "DEL", key)}
}
