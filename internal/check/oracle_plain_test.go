package check_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	goredis "github.com/redis/go-redis/v9"
)

// plain is what the plainest commands say of a key on one side.
type plain struct {
	typ    string
	expiry int64 // milliseconds; -1 without
	size   int64
	ends   map[string]int64   // when fields of a hash expire, as expiry
	text   string             // a string
	list   []string           // a list
	parts  map[string]element // anything else, by the name that a conflict's field has
	newer  bool               // a stream of a version that replicates idle consumers (Redis 7.0)
}

// element is a named part of a value. What is pending in a stream's group is
// within that group, and so are its consumers.
type element struct {
	content, within string
	consumer, idle  bool // idle: nothing is pending for it
}

// place is where a key is on one side.
type place struct {
	db   int
	name string
}

// reader reads keys of one database by go-redis, all of them at once.
type reader struct {
	t    testing.TB
	c    goredis.UniversalClient
	can  abilities
	pipe goredis.Pipeliner
	then []func() // what is to be done with the replies
}

// readAll reads keys, of which some may not be there.
func readAll(t testing.TB, d *deployed, places []place) map[place]*plain {
	t.Helper()
	dbs := map[int][]place{}
	for _, at := range places {
		dbs[at.db] = append(dbs[at.db], at)
	}
	out := map[place]*plain{}
	for db, here := range dbs {
		c := d.client(db)
		r := &reader{t: t, c: c, can: d.can, pipe: c.Pipeline()}
		r.read(here, out)
	}
	return out
}

func (r *reader) read(places []place, out map[place]*plain) {
	r.t.Helper()
	for _, at := range places {
		k := &plain{parts: map[string]element{}, ends: map[string]int64{}}
		out[at] = k
		r.ask(func(reply any) { k.typ = reply.(string) }, "TYPE", at.name)
		r.expiry(at.name, k)
	}
	r.exec()
	for _, at := range places {
		r.value(at.name, out[at])
	}
	r.exec()
	r.exec() // what is pending in groups, and when fields expire
	r.exec()
}

// expiry asks for the time, or for what is left of it.
func (r *reader) expiry(name string, k *plain) {
	if r.can.exactExpiry {
		r.ask(func(reply any) { k.expiry = reply.(int64) }, "PEXPIRETIME", name)
		return
	}
	r.ask(func(reply any) {
		if k.expiry = reply.(int64); k.expiry >= 0 {
			k.expiry += time.Now().UnixMilli()
		}
	}, "PTTL", name)
}

// ask queues a command and what is to be done with its reply.
func (r *reader) ask(take func(reply any), args ...any) {
	c := command(args)
	_ = r.pipe.Process(context.Background(), c) // an error comes with Exec
	r.then = append(r.then, func() {
		if c.Err() != nil && !errors.Is(c.Err(), goredis.Nil) {
			r.t.Fatalf("%q: %v", args, c.Err())
		}
		take(c.Val())
	})
}

func (r *reader) exec() {
	r.t.Helper()
	_, _ = r.pipe.Exec(context.Background()) // whoever asked looks at the error
	then := r.then
	r.pipe, r.then = r.c.Pipeline(), nil
	for _, do := range then {
		do()
	}
}

// value queues the commands that read a value.
func (r *reader) value(name string, k *plain) {
	switch k.typ {
	case "string":
		r.ask(func(reply any) { k.text = reply.(string); k.size = int64(len(k.text)) }, "GET", name)
	case "list":
		r.ask(func(reply any) { k.list = textsOf(reply); k.size = int64(len(k.list)) }, "LRANGE", name, 0, -1)
	case "hash":
		r.ask(func(reply any) {
			k.named(textsOf(reply), 2, func(s string) string { return s })
			r.fieldExpiry(name, k)
		}, "HGETALL", name)
	case "set":
		r.ask(func(reply any) { k.named(textsOf(reply), 1, func(string) string { return "" }) }, "SMEMBERS", name)
	case "zset":
		r.ask(func(reply any) { k.named(textsOf(reply), 2, number) }, "ZRANGE", name, 0, -1, "WITHSCORES")
	case "stream":
		r.stream(name, k)
	case "vectorset":
		r.vectors(name, k)
	}
}

// fieldExpiry asks when the fields of a hash expire.
func (r *reader) fieldExpiry(name string, k *plain) {
	if !r.can.fieldExpiry || len(k.parts) == 0 {
		return
	}
	var fields []string
	args := cmd("HPEXPIRETIME", name, "FIELDS", len(k.parts))
	for f := range k.parts {
		fields, args = append(fields, f), append(args, f)
	}
	r.ask(func(reply any) {
		for i, at := range reply.([]any) {
			k.ends[fields[i]] = at.(int64)
		}
	}, args...)
}

// vectors asks for the elements of a set of vectors, which here are small.
func (r *reader) vectors(name string, k *plain) {
	r.ask(func(reply any) {
		for _, member := range textsOf(reply) {
			k.size++
			r.ask(func(reply any) { k.append(member, reply) }, "VEMB", name, member)
			r.ask(func(reply any) { k.append(member, reply) }, "VGETATTR", name, member)
		}
	}, "VRANDMEMBER", name, 1000)
}

func (k *plain) append(part string, content any) {
	k.parts[part] = element{content: k.parts[part].content + fmt.Sprintf(" %q", content)}
}

// named takes the elements of a reply, of which each is so many texts wide.
func (k *plain) named(texts []string, width int, content func(string) string) {
	for ; len(texts) > 0; texts = texts[width:] {
		k.parts[texts[0]] = element{content: content(texts[width-1])}
		k.size++
	}
}

// number spells a score in one way, whatever way the server did. -0 is 0.
func number(score string) string {
	f, err := strconv.ParseFloat(score, 64)
	if err != nil {
		return "no number: " + score
	}
	return strconv.FormatFloat(f+0, 'g', -1, 64)
}

func (r *reader) stream(name string, k *plain) {
	r.ask(func(reply any) {
		for _, e := range reply.([]any) {
			entry := e.([]any)
			k.parts[entry[0].(string)] = element{content: fmt.Sprintf("%q", entry[1])}
			k.size++
		}
	}, "XRANGE", name, "-", "+")
	r.ask(func(reply any) {
		k.parts["last-generated-id"] = element{content: attribute(reply, "last-generated-id")}
		k.newer = attribute(reply, "entries-added") != "none"
	}, "XINFO", "STREAM", name)
	r.ask(func(reply any) {
		for _, g := range reply.([]any) {
			group := attribute(g, "name")
			k.parts["group "+group] = element{content: attribute(g, "last-delivered-id")}
			r.pending(name, group, k)
			r.consumers(name, group, k)
		}
	}, "XINFO", "GROUPS", name)
}

// pending asks for an entry's consumer and number of deliveries.
func (r *reader) pending(name, group string, k *plain) {
	r.ask(func(reply any) {
		for _, e := range reply.([]any) {
			p := e.([]any)
			k.parts[fmt.Sprintf("group %s pending %s", group, p[0])] = element{content: fmt.Sprint(p[1], " ", p[3]), within: "group " + group}
		}
	}, "XPENDING", name, group, "-", "+", 100000)
}

// consumers asks for the consumers of a group, which may be without pending entries.
func (r *reader) consumers(name, group string, k *plain) {
	r.ask(func(reply any) {
		for _, c := range reply.([]any) {
			part := fmt.Sprintf("group %s consumer %s", group, attribute(c, "name"))
			k.parts[part] = element{within: "group " + group, consumer: true, idle: attribute(c, "pending") == "0"}
		}
	}, "XINFO", "CONSUMERS", name, group)
}

func attribute(reply any, name string) string {
	list := reply.([]any)
	for i := 0; i+1 < len(list); i += 2 {
		if list[i] == name {
			return fmt.Sprint(list[i+1])
		}
	}
	return "none"
}

func textsOf(reply any) []string {
	var out []string
	for _, e := range reply.([]any) {
		out = append(out, e.(string))
	}
	return out
}

// command tells a cluster's client which word is the key.
func command(args []any) *goredis.Cmd {
	c := goredis.NewCmd(context.Background(), args...)
	c.SetFirstKeyPos(int8(keyAt(args)))
	return c
}

func keyAt(args []any) int {
	switch args[0] {
	case "XINFO", "XGROUP", "PFDEBUG":
		return 2
	case "XREADGROUP":
		return slices.Index(args, any("STREAMS")) + 1
	}
	return 1
}

// send runs commands in order, and says whether something ends soon. Commands
// that a server refuses change nothing.
func send(t testing.TB, c goredis.UniversalClient, commands [][]any) (ends bool) {
	t.Helper()
	pipe := c.Pipeline()
	for _, args := range commands {
		args, end := when(args)
		ends = ends || end
		_ = pipe.Process(context.Background(), command(args))
	}
	if _, err := pipe.Exec(context.Background()); err != nil && !isRefusal(err) {
		t.Fatal(err)
	}
	return ends
}

func isRefusal(err error) bool {
	if errors.Is(err, goredis.Nil) {
		return true // a list that is empty by now has nothing to pop
	}
	for _, code := range []string{"ERR ", "WRONGTYPE ", "BUSYGROUP ", "NOGROUP ", "INVALIDOBJ "} {
		if strings.HasPrefix(err.Error(), code) {
			return true
		}
	}
	return false
}
