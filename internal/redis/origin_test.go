package redis_test

import (
	"errors"
	"testing"

	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/redistest"
)

// TestOrigin tells replies of one connection from those of another, be it
// because the connection broke or because the key moved.
func TestOrigin(t *testing.T) {
	t.Parallel() // it mostly waits
	c := redistest.Cluster(t, 2, 0)
	proxies := c.Proxies()
	for _, key := range []string{"{a}1", "{a}2"} {
		c.Client().HSet(t.Context(), key, "f", "v")
	}
	d, err := redis.Connect(t.Context(), options("redis+cluster://"+c.Addrs()[0]))
	if err != nil {
		t.Fatal(err)
	}
	p := d.Pipeline()
	defer p.Close()
	ask := func() (a, b redis.Origin) { return origins(t, p) }
	first, second := ask()
	if again, _ := ask(); first != second || first != again {
		t.Error("one connection has several origins")
	}
	slot := c.Slot("{a}")
	from := c.Owner(slot)
	proxies[from].CutAll()
	cut, _ := ask()
	if cut == first {
		t.Error("another connection has the same origin")
	}
	to := c.Nodes[0]
	if to == from {
		to = c.Nodes[1]
	}
	proxies[from].Refuse("HSCAN", "TRYAGAIN please", redistest.Key("{a}2"), redistest.Times(1))
	if a, b := ask(); a != cut || b != cut {
		t.Error("a command that was put off has another origin")
	}
	c.StartMove(slot, from, to)
	c.MoveKeys(slot, from, to, 1)
	if a, b := ask(); a == b || (a != cut && b != cut) {
		t.Error("a key that moved has the same origin")
	}
	c.MoveSlot(slot, from, to)
	if a, b := ask(); a != b || a == cut {
		t.Error("keys that moved have the same origin")
	}
}

// origins reads two keys of one slot.
func origins(t *testing.T, p *redis.Pipeline) (a, b redis.Origin) {
	t.Helper()
	i, j := p.Add("HSCAN", "{a}1", "0"), p.Add("HSCAN", "{a}2", "0")
	if err := p.Exec(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(p.Reply(i).Err(), p.Reply(j).Err()); err != nil {
		t.Error(err)
	}
	return p.Origin(i), p.Origin(j)
}
