package judge

import (
	"slices"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/value"
	"github.com/redis-full-check/redis-full-check/internal/witness"
)

// Suspect is a key that was found to differ.
type Suspect struct {
	DB     [2]int // on source and target
	Key    value.Key
	Type   string
	Kind   value.Kind
	Fields []value.Field // what differs inside
	Cut    bool          // more differs than Fields tell
	Never  bool          // one side has no expiry, and that is what differs
}

// id tells suspects apart.
type id struct {
	db  int
	key string
}

func (s Suspect) id() id { return id{s.DB[0], s.Key[0]} }

// watched is a suspect with what was seen of its parts.
type watched struct {
	Suspect
	probe   probe // its ask is nil if the key cannot be judged by digests
	parts   []*part
	left    int // parts that are not settled
	seen    span
	fresh   int // looks since it became a suspect last
	errors  int
	due     time.Time // the next look
	focused time.Time // since when it is looked at as often as possible; zero if it is not
	cost    int       // parts, when that began
	tired   bool      // it was, in vain
}

// span is when a suspect was looked at.
type span struct {
	first, last time.Time
	looks       int
}

// part is a part of a key, or all of it.
type part struct {
	name    string
	history *witness.History
	settled bool // it is equal or late, and is not looked at any more
}

// versions are how many contents of the source are kept of a part: of those that
// are looked at all the time, of all parts of a key, and of others.
const (
	manyVersions  = 1024
	versionsOfKey = 4096
	fewVersions   = 32
)

func watch(s Suspect, p probe) *watched {
	w := &watched{Suspect: s, probe: p, left: len(p.names)}
	for _, name := range p.names {
		w.parts = append(w.parts, &part{name: name, history: witness.New(fewVersions)})
	}
	return w
}

// inherit takes over what was seen of the same parts.
func (w *watched) inherit(old *watched) {
	w.seen = old.seen
	if w.probe.content != old.probe.content || w.probe.content == contentExpiry {
		return // digests of moments compare within one probe alone
	}
	known := map[string]*part{}
	for _, p := range old.parts {
		known[p.name] = p
	}
	for i, p := range w.parts {
		if k := known[p.name]; k != nil {
			w.parts[i] = k
			k.settled = false
			k.history.Again()
		}
	}
}

// done reports whether there is nothing to look at.
func (w *watched) done() bool { return w.probe.ask == nil || w.left == 0 }

// giveUp leaves a suspect to the comparison.
func (w *watched) giveUp() { w.probe, w.parts, w.left = probe{}, nil, 0 }

// settle looks at a part no more.
func (w *watched) settle(p *part) {
	p.settled = true
	w.left--
}

// open are the parts that are still looked at.
func (w *watched) open() []*part {
	if w.left == len(w.parts) {
		return w.parts
	}
	return slices.DeleteFunc(slices.Clone(w.parts), func(p *part) bool { return p.settled })
}

// unasked are the fields that no probe looks at.
func (w *watched) unasked() (out []value.Field) {
	if !w.probe.byField {
		return nil
	}
	for _, f := range w.Fields {
		if !slices.Contains(w.probe.names, f.Name) {
			out = append(out, f)
		}
	}
	return out
}

// keep sets how much is remembered of the parts.
func (w *watched) keep(versions int) {
	for _, p := range w.parts {
		p.history.Keep(versions)
	}
}

// add takes note of a look at the open parts.
func (w *watched) add(at time.Time, open []*part, source, target []witness.Digest) {
	if w.seen.looks == 0 {
		w.seen.first = at
	}
	w.seen.last = at
	w.seen.looks++
	w.fresh++
	for i, p := range open {
		p.history.Add(witness.Look{At: at, Source: source[i], Target: target[i]})
	}
}
