// Package demo is two Redis-compatible servers inside the process, with data of
// every type and one planted difference of every kind, to try the program on.
package demo

import (
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/alicebob/miniredis/v2/server"
)

// Servers are a source and a target on free ports of 127.0.0.1.
type Servers struct{ source, target *miniredis.Miniredis }

// Start starts both servers and fills them.
func Start() (*Servers, error) {
	s := &Servers{miniredis.NewMiniRedis(), miniredis.NewMiniRedis()}
	for _, side := range []*miniredis.Miniredis{s.source, s.target} {
		if err := side.StartAddr("127.0.0.1:0"); err != nil {
			return nil, fmt.Errorf("start a demo server: %w", err)
		}
		if err := side.Server().Register("FUNCTION", noFunctions); err != nil {
			return nil, fmt.Errorf("set up a demo server: %w", err)
		}
		if err := fill(side); err != nil {
			return nil, fmt.Errorf("fill a demo server: %w", err)
		}
	}
	for _, d := range differences() {
		if err := d.plant(s.target); err != nil {
			return nil, fmt.Errorf("plant %q: %w", d.name, err)
		}
	}
	return s, nil
}

// noFunctions answers FUNCTION LIST, which miniredis does not know.
func noFunctions(c *server.Peer, _ string, _ []string) { c.WriteLen(0) }

// Source is the source's address.
func (s *Servers) Source() string { return s.source.Addr() }

// Target is the target's address.
func (s *Servers) Target() string { return s.target.Addr() }

// Close stops both servers.
func (s *Servers) Close() {
	s.source.Close()
	s.target.Close()
}

// Differences lists what was planted, for people.
func Differences() []string {
	var out []string
	for _, d := range differences() {
		out = append(out, d.name)
	}
	return out
}

// fill writes keys of every type.
func fill(m *miniredis.Miniredis) error {
	for i := range 400 {
		n := strconv.Itoa(i)
		if err := m.Set("session:"+n, "token-"+n); err != nil {
			return err
		}
		m.SetTTL("session:"+n, 24*time.Hour)
		m.HSet("user:"+n, "name", "user "+n, "mail", n+"@example.com", "visits", n)
		if _, err := m.Push("queue:"+n, "a", "b", "c", n); err != nil {
			return err
		}
		if _, err := m.SetAdd("tags:"+n, "red", "green", n); err != nil {
			return err
		}
		if err := fillOrdered(m, n, i); err != nil {
			return err
		}
	}
	return m.DB(1).Set("settings", "on")
}

func fillOrdered(m *miniredis.Miniredis, n string, i int) error {
	for _, who := range []string{"ann", "bob", "eve"} {
		if _, err := m.ZAdd("board:"+n, float64(i)/3, who); err != nil {
			return err
		}
	}
	for j := 1; j <= 3; j++ {
		if _, err := m.XAdd("events:"+n, fmt.Sprintf("%d-0", j), []string{"step", strconv.Itoa(j)}); err != nil {
			return err
		}
	}
	return nil
}

// difference is one way in which the target is made to differ.
type difference struct {
	name  string
	plant func(m *miniredis.Miniredis) error
}

// differences is the table of what is planted.
func differences() []difference {
	return []difference{
		{"session:7 is missing on the target", func(m *miniredis.Miniredis) error { m.Del("session:7"); return nil }},
		{"session:8 has another value of the same length", func(m *miniredis.Miniredis) error { return m.Set("session:8", "token-9") }},
		{"session:9 never expires on the target", func(m *miniredis.Miniredis) error { m.SetTTL("session:9", 0); return nil }},
		{"user:7 has another mail, no visits and a field more", func(m *miniredis.Miniredis) error {
			m.HSet("user:7", "mail", "x@example.com", "extra", "1")
			m.HDel("user:7", "visits")
			return nil
		}},
		{"user:8 is a string on the target", func(m *miniredis.Miniredis) error { m.Del("user:8"); return m.Set("user:8", "ann") }},
		{"queue:7 lacks its tail", func(m *miniredis.Miniredis) error { _, err := m.Pop("queue:7"); return err }},
		{"tags:7 has other members", func(m *miniredis.Miniredis) error {
			_, errAdd := m.SetAdd("tags:7", "blue")
			_, errRem := m.SRem("tags:7", "red")
			return errors.Join(errAdd, errRem)
		}},
		{"board:7 has another score", func(m *miniredis.Miniredis) error { _, err := m.ZAdd("board:7", 99, "eve"); return err }},
		{"events:7 has an entry more", func(m *miniredis.Miniredis) error {
			_, err := m.XAdd("events:7", "9-0", []string{"step", "9"})
			return err
		}},
		{"settings in database 1 differs", func(m *miniredis.Miniredis) error { return m.DB(1).Set("settings", "off") }},
	}
}
