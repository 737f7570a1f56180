package value_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/redistest"
	"github.com/redis-full-check/redis-full-check/internal/value"
)

// A valueCase is a key, and the fields that reading it has to give.
type valueCase struct {
	typ     value.Type
	needs   string // a command
	write   [][]any
	want    map[string]string
	missing string // a field that it has not
}

func line(words ...any) []any { return words }

func valueCases(n int) []valueCase {
	hash, set, zset, list := line("HSET", "k"), line("SADD", "k"), line("ZADD", "k"), line("RPUSH", "k")
	wantHash, wantSet, wantZset, wantList := map[string]string{}, map[string]string{}, map[string]string{}, map[string]string{}
	for i := range n {
		name := fmt.Sprintf("m\x00%d", i)
		hash, set, zset, list = append(hash, name, i), append(set, name), append(zset, i, name), append(list, i)
		wantHash[name], wantSet[name], wantZset[name], wantList[fmt.Sprint(i)] = fmt.Sprint(i), "", fmt.Sprint(i), fmt.Sprint(i)
	}
	text := strings.Repeat("0123456789", 60*n)
	return []valueCase{
		{value.Hash(), "", [][]any{hash}, wantHash, "x"},
		{value.Set(), "", [][]any{set}, wantSet, "x"},
		{value.ZSet(), "", [][]any{zset}, wantZset, "x"},
		{value.List(), "", [][]any{list}, wantList, fmt.Sprint(n)},
		{value.String(), "", [][]any{line("SET", "k", text)}, map[string]string{"": text}, ""},
		streamCase(n),
		vectorCase(n),
	}
}

// streamCase has a group whose name looks like a pending entry's field.
func streamCase(n int) valueCase {
	c := valueCase{typ: value.Stream(), needs: "XADD", missing: "group g pending 9999999-9"}
	c.want = map[string]string{"last-generated-id": fmt.Sprintf("%d-1", n), "group g": fmt.Sprintf("%d-1", n), "group g pending 1-1": "0-0",
		"group g consumer c o": fmt.Sprint(n)}
	for i := 1; i <= n; i++ {
		c.write = append(c.write, line("XADD", "k", fmt.Sprintf("%d-1", i), "f", i))
		c.want[fmt.Sprintf("%d-1", i)] = fmt.Sprintf("*2\r\n$1\r\nf\r\n$%d\r\n%d\r\n", len(fmt.Sprint(i)), i)
		c.want[fmt.Sprintf("group g pending %d-1", i)] = "1 c o"
	}
	c.want["group g pending 1-1"] = "1 c o"
	c.write = append(c.write, line("XGROUP", "CREATE", "k", "g", "0"), line("XREADGROUP", "GROUP", "g", "c o", "COUNT", n, "STREAMS", "k", ">"))
	return c
}

func vectorCase(n int) valueCase {
	c := valueCase{typ: value.VectorSet(), needs: "VADD", want: map[string]string{"vector-dim": "3"}, missing: "x"}
	for i := range n {
		c.write = append(c.write, line("VADD", "k", "VALUES", 3, i, 1, 2, fmt.Sprint("e", i), "SETATTR", fmt.Sprintf(`{"i":%d}`, i)))
		c.want[fmt.Sprint("e", i)] = fmt.Sprintf(`{"i":%d}`, i)
	}
	return c
}

func side(t *testing.T, addr string) value.Server {
	t.Helper()
	d, err := redis.Connect(t.Context(), redis.Options{Name: "source", Address: addr, RetryFor: 3 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	p := d.Pipeline()
	t.Cleanup(p.Close)
	return value.Server{Pipeline: p, FieldTimes: true}
}

// TestSide reads values of every type page by page, and single elements of them,
// from every release.
func TestSide(t *testing.T) {
	for _, r := range redistest.Releases(t) {
		server := r.Start(t)
		s := side(t, server.Addr)
		for _, n := range []int{3, 1300} {
			for _, c := range valueCases(n) {
				if c.needs != "" && !server.Can(c.needs) {
					continue
				}
				t.Run(fmt.Sprint(r.Name, "/", c.typ.Name(), "/", n), func(t *testing.T) { c.read(t, server, s) })
			}
		}
	}
}

func (c valueCase) read(t *testing.T, server *redistest.Server, s value.Server) {
	for _, command := range append([][]any{line("DEL", "k")}, c.write...) {
		server.Do(command...)
	}
	got := c.pages(t, s)
	if c.typ == value.String() {
		if got[""] != c.want[""] {
			t.Errorf("%d bytes instead of %d", len(got[""]), len(c.want[""]))
		}
		return
	}
	if diff := cmp.Diff(c.want, c.wanted(got)); diff != "" {
		t.Errorf("pages (-want +got):\n%.2000s", diff)
	}
	c.lookUp(t, s, got)
}

func (c valueCase) pages(t *testing.T, s value.Server) map[string]string {
	got := map[string]string{}
	for page, err := range s.Pages(t.Context(), "k", c.typ) {
		if err != nil || len(page.Elements) == 0 || len(page.Elements) > 2*value.PageElements {
			t.Fatalf("%d elements, %v", len(page.Elements), err)
		}
		for _, e := range page.Elements {
			c.note(got, e)
		}
	}
	return got
}

// lookUp looks up what was read, and one field that there is not.
func (c valueCase) lookUp(t *testing.T, s value.Server, read map[string]string) {
	fields := []string{c.missing}
	for name := range read {
		if len(fields) < 700 {
			fields = append(fields, name)
		}
	}
	found, err := s.Lookup(t.Context(), "k", c.typ, fields)
	if err != nil || len(found) != len(fields) {
		t.Fatalf("%d elements, %v", len(found), err)
	}
	if found[0].Content != nil {
		t.Errorf("found %q: %q", fields[0], found[0].Content)
	}
	for i, e := range found[1:] {
		name, again := fields[i+1], map[string]string{}
		c.note(again, e)
		if e.Field() != name || again[name] != read[name] || e.Content == nil {
			t.Errorf("%q is %q, not %q", name, again, read[name])
		}
	}
}

// note notes an element: of a vector its attributes, of a string all its parts.
func (c valueCase) note(got map[string]string, e value.Element) {
	switch content := string(e.Content); {
	case c.typ == value.String():
		got[""] += content
	case c.typ == value.VectorSet() && e.Part == value.Member:
		_, attr, _ := strings.Cut(content, "{")
		got[e.Field()] = "{" + strings.TrimSuffix(attr, "\r\n")
	default:
		got[e.Field()] = content
	}
}

// wanted leaves attributes out that not every release has.
func (c valueCase) wanted(got map[string]string) map[string]string {
	out := map[string]string{}
	for name, content := range got {
		if _, wanted := c.want[name]; wanted || !strings.Contains(name, "-") || strings.HasPrefix(name, "group") {
			out[name] = content
		}
	}
	return out
}

// TestSideWithoutKey reads nothing of a key that is not there.
func TestSideWithoutKey(t *testing.T) {
	for _, r := range redistest.Releases(t) {
		server := r.Start(t)
		s := side(t, server.Addr)
		for _, c := range append(valueCases(1), valueCase{typ: value.Opaque("module"), needs: "MEMORY"}) {
			if c.needs != "" && !server.Can(c.needs) {
				continue
			}
			for page, err := range s.Pages(t.Context(), "k", c.typ) {
				t.Errorf("%s, %s: %v, %v", r.Name, c.typ.Name(), page, err)
			}
			if c.missing == "" {
				continue
			}
			found, err := s.Lookup(t.Context(), "k", c.typ, []string{c.missing})
			if err != nil || len(found) != 1 || found[0].Content != nil {
				t.Errorf("%s, %s: %v, %v", r.Name, c.typ.Name(), found, err)
			}
		}
	}
}

// TestSideAfterReconnect has no cursor used on a connection that did not give it.
func TestSideAfterReconnect(t *testing.T) {
	server := redistest.Start(t)
	for _, c := range valueCases(1300)[:4] {
		for _, command := range append([][]any{line("DEL", "k")}, c.write...) {
			server.Do(command...)
		}
		s, pages, failed := side(t, server.Addr), 0, error(nil)
		for _, err := range s.Pages(t.Context(), "k", c.typ) {
			if failed = err; pages == 1 {
				server.Do("CLIENT", "KILL", "TYPE", "normal")
			}
			pages++
		}
		if byIndex := c.typ == value.List(); byIndex != (failed == nil) || !byIndex && !errors.Is(failed, value.ErrChanged) {
			t.Errorf("%s: %v after %d pages", c.typ.Name(), failed, pages)
		}
	}
}

// TestSideFieldTimes tells when fields expire, of hashes that are held in one piece
// and of others.
func TestSideFieldTimes(t *testing.T) {
	const at = 4102444800000
	for _, r := range redistest.Releases(t) {
		server := r.Start(t)
		if !server.Can("HPEXPIRE") {
			continue
		}
		for _, n := range []int{3, 1300} {
			server.Do("DEL", "k")
			server.Do(valueCases(n)[0].write[0]...)
			server.Do("HPEXPIREAT", "k", at, "FIELDS", 1, "m\x001")
			s := side(t, server.Addr)
			times := map[string]int64{}
			for page, err := range s.Pages(t.Context(), "k", value.Hash()) {
				if err != nil {
					t.Fatal(err)
				}
				for _, e := range page.Elements {
					times[e.Name] = e.Expires
				}
			}
			if len(times) != n || times["m\x001"] != at || times["m\x000"] != 0 {
				t.Errorf("%s, %d fields: %d", r.Name, n, times["m\x001"])
			}
			found, err := s.Lookup(t.Context(), "k", value.Hash(), []string{"m\x000", "m\x001"})
			if err != nil || len(found) != 2 || found[0].Expires != 0 || found[1].Expires != at {
				t.Errorf("%s: %v, %v", r.Name, found, err)
			}
		}
	}
}
