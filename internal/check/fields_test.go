package check_test

import (
	"context"
	"fmt"
	"iter"
	"log/slog"
	"strings"
	"testing"

	"github.com/redis-full-check/redis-full-check/internal/check"
	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/redistest"
	"github.com/redis-full-check/redis-full-check/internal/sqlite"
)

// measuring is a store that notes the most bytes of fields it was given at once.
type measuring struct {
	*sqlite.Store
	most int
}

func (m *measuring) Add(ctx context.Context, f compare.Findings) error {
	n := 0
	for _, p := range f.Parts {
		for _, x := range p.Fields {
			n += len(x.Name)
		}
	}
	for _, c := range f.Conflicts {
		for _, x := range c.Fields {
			n += len(x.Name)
		}
	}
	m.most = max(m.most, n)
	return m.Store.Add(ctx, f)
}

func (m *measuring) Suspects(ctx context.Context, round int) iter.Seq2[compare.Conflict, error] {
	return func(yield func(compare.Conflict, error) bool) {
		for c, err := range m.Store.Suspects(ctx, round) {
			n := 0
			for _, x := range c.Fields {
				n += len(x.Name)
			}
			m.most = max(m.most, n)
			if !yield(c, err) {
				return
			}
		}
	}
}

// TestManyFields writes down every field that differs, and holds few of them.
func TestManyFields(t *testing.T) {
	const fields, width = 3000, 4000 // 12 MB of names
	servers := redistest.Pair(t)
	for i, s := range servers {
		for at := 0; at < fields; at += 100 {
			hash := cmd("HSET", "hash")
			for j := at; j < at+100; j++ {
				hash = append(hash, fmt.Sprint(j, strings.Repeat("x", width)), i)
			}
			do(t, s, hash)
		}
		do(t, s, cmd("SET", "string", i))
	}
	store, err := sqlite.New(sqlite.Options{Path: t.TempDir() + "/result.db", Rounds: 2})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	m := &measuring{Store: store}
	o := options()
	o.Rounds, o.MaxFields = 2, 1<<20
	c := check.Check{Options: o, Source: connect(t, "source", servers[0].Addr), Target: connect(t, "target", servers[1].Addr),
		Store: m, Stats: &check.Stats{}, Log: slog.New(slog.DiscardHandler)}
	if _, err := c.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := store.Finish(context.Background(), sqlite.Complete, ""); err != nil {
		t.Fatal(err)
	}
	var out outcome
	out.read(t, store.Path())
	sum := out.summary
	if n := sum.Fields[compare.Cell{Type: "hash", Kind: "value"}]; n != fields || sum.MoreFields != 0 || sum.KeyCount() != 2 {
		t.Errorf("%d fields, %d more, %d keys", n, sum.MoreFields, sum.KeyCount())
	}
	if m.most > 2<<20 {
		t.Errorf("%d bytes of fields at once", m.most)
	}
}
