package check_test

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"

	goredis "github.com/redis/go-redis/v9"
)

// plain is what the plainest commands say of a key on one side.
type plain struct {
	typ    string
	expiry int64 // milliseconds; -1 without
	size   int64
	text   string             // a string
	list   []string           // a list
	parts  map[string]element // anything else, by the name that a conflict's field has
}

// element is a named part of a value. What is pending in a stream's group is
// within that group.
type element struct{ content, within string }

// reader reads keys by go-redis, all of them at once.
type reader struct {
	t    testing.TB
	c    goredis.UniversalClient
	pipe goredis.Pipeliner
	then []func() // what is to be done with the replies
}

// readAll reads keys, of which some may not be there.
func readAll(t testing.TB, c goredis.UniversalClient, names []string) map[string]*plain {
	t.Helper()
	r := &reader{t: t, c: c, pipe: c.Pipeline()}
	out := map[string]*plain{}
	for _, name := range names {
		k := &plain{parts: map[string]element{}}
		out[name] = k
		r.ask(func(reply any) { k.typ = reply.(string) }, "TYPE", name)
		r.ask(func(reply any) { k.expiry = reply.(int64) }, "PEXPIRETIME", name)
	}
	r.exec()
	for name, k := range out {
		r.value(name, k)
	}
	r.exec()
	r.exec() // what is pending in groups
	return out
}

// ask queues a command and what is to be done with its reply.
func (r *reader) ask(take func(reply any), args ...any) {
	c := command(args)
	_ = r.pipe.Process(context.Background(), c) // an error comes with Exec
	r.then = append(r.then, func() {
		if c.Err() != nil {
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
		r.ask(func(reply any) { k.named(textsOf(reply), 2, func(s string) string { return s }) }, "HGETALL", name)
	case "set":
		r.ask(func(reply any) { k.named(textsOf(reply), 1, func(string) string { return "" }) }, "SMEMBERS", name)
	case "zset":
		r.ask(func(reply any) { k.named(textsOf(reply), 2, number) }, "ZRANGE", name, 0, -1, "WITHSCORES")
	case "stream":
		r.stream(name, k)
	}
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
	}, "XINFO", "STREAM", name)
	r.ask(func(reply any) {
		for _, g := range reply.([]any) {
			group := attribute(g, "name")
			k.parts["group "+group] = element{content: attribute(g, "last-delivered-id")}
			r.pending(name, group, k)
		}
	}, "XINFO", "GROUPS", name)
}

// pending asks for an entry's consumer and number of deliveries.
func (r *reader) pending(name, group string, k *plain) {
	r.ask(func(reply any) {
		for _, e := range reply.([]any) {
			p := e.([]any)
			k.parts[fmt.Sprintf("group %s pending %s", group, p[0])] = element{fmt.Sprint(p[1], " ", p[3]), "group " + group}
		}
	}, "XPENDING", name, group, "-", "+", 100000)
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
	switch args[0] {
	case "XINFO", "XGROUP", "PFDEBUG":
		c.SetFirstKeyPos(2)
	case "XREADGROUP":
		c.SetFirstKeyPos(7)
	default:
		c.SetFirstKeyPos(1)
	}
	return c
}

// send runs commands in order. Those that a server refuses change nothing.
func send(t testing.TB, c goredis.UniversalClient, commands [][]any) {
	t.Helper()
	pipe := c.Pipeline()
	for _, args := range commands {
		_ = pipe.Process(context.Background(), command(args))
	}
	if _, err := pipe.Exec(context.Background()); err != nil && !isRefusal(err) {
		t.Fatal(err)
	}
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
