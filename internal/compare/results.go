package compare

import (
	"sync/atomic"

	"github.com/redis-full-check/redis-full-check/internal/value"
)

// results collects what the comparison of one batch finds. Each of its methods
// about a candidate that is settled makes it done.
type results struct {
	db     int
	late   bool // the keys were compared, and what was left out of them counted, before
	found  Findings
	held   int            // bytes of what was found
	parts  *atomic.Int64  // numbers of parts, shared by the workers
	send   func(Findings) // to the store
	counts Counts
}

// maxFound is how many bytes of what a batch found are held before the batch is
// through.
const maxFound = 1 << 20

// results returns an empty collection for a batch.
func (w *Worker) results(b Batch) results {
	return results{db: b.DB, late: b.Pass != AsUsual, parts: &w.parts, send: w.send, counts: newCounts()}
}

// equal settles a key that is the same on both sides.
func (r *results) equal(c *candidate) {
	c.next = done
	r.counts.equal(c)
}

// gone settles a key that vanished on both sides.
func (r *results) gone(c *candidate) {
	c.next = done
	r.counts.Gone++
}

// skipped settles a key of a type that is not compared.
func (r *results) skipped(c *candidate) {
	c.next = done
	r.counts.Skipped++
}

// conflict completes a conflict with what the candidate knows, and keeps it.
func (r *results) conflict(c *candidate, found Conflict) {
	c.next = done
	found.DB, found.Key, found.Part = r.db, c.key[0], c.part
	if found.Type == "" {
		found.Type = c.typ.Name()
	}
	if c.key[1] != c.key[0] {
		found.TargetKey = c.key[1]
	}
	r.counts.conflict(found)
	r.keep(found)
}

// unverified settles a key that could not be compared.
func (r *results) unverified(c *candidate, reason string) {
	c.next = done
	u := Unverified{DB: r.db, Key: c.key[0], Reason: reason}
	if c.typ != nil {
		u.Type = c.typ.Name()
	}
	r.found.Unverified = append(r.found.Unverified, u)
	r.counts.Unverified++
}

// leaveOut notes what a comparison left out of a key's value.
func (r *results) leaveOut(left [2]value.LeftOut) {
	if r.late || left == [2]value.LeftOut{} {
		return
	}
	ids := NotCompared{What: "IDs that streams remember to drop repeated entries (IDMP)", Why: "no command lists them"}
	r.found.NotCompared = append(r.found.NotCompared, ids.OnSides(left[0] == value.RememberedIDs, left[1] == value.RememberedIDs)...)
}

// handOver returns the function that passes fields of a key on before all of
// them are found.
func (r *results) handOver(c *candidate) func([]value.Field) {
	return func(fields []value.Field) {
		if c.part == 0 {
			c.part = r.parts.Add(1)
		}
		r.send(Findings{Parts: []Part{{c.part, fields}}})
	}
}

// drop takes back what was handed over of a key.
func (r *results) drop(c *candidate) {
	if c.part != 0 {
		r.found.Dropped = append(r.found.Dropped, c.part)
		c.part = 0
	}
}

// keep holds a conflict, and passes on what is held if it is much.
func (r *results) keep(c Conflict) {
	r.found.Conflicts = append(r.found.Conflicts, c)
	for _, f := range c.Fields {
		r.held += len(f.Name) + 64
	}
	if r.held > maxFound {
		r.passOn()
	}
}

// passOn sends what was found to the store.
func (r *results) passOn() {
	if !r.found.Empty() {
		r.send(r.found)
	}
	r.found, r.held = Findings{}, 0
}
