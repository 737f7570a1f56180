package compare

import (
	"context"
	"slices"
)

// phase moves candidates that need the same step on. Each of them is done when it
// returns, needs another step, or needs this one again.
type phase func(*comparison, context.Context, []*candidate) error

// phases are who provides each step. To add one is to write a function, a step
// and a line here.
func phases() [steps]phase {
	return [steps]phase{
		needTimes:       (*comparison).dropSameTimes,
		needType:        (*comparison).resolveTypes,
		needDigest:      (*comparison).compareDigests,
		needRead:        (*comparison).compareValues,
		needWalk:        (*comparison).walk,
		needFields:      (*comparison).compareFields,
		needLengths:     (*comparison).fetchLengths,
		needExpiry:      (*comparison).compareExpiry,
		needFieldExpiry: (*comparison).compareFieldExpiry,
	}
}

// maxPasses bounds how often the phases are run, for keys that change while they
// are compared.
const maxPasses = 5

// settle runs the phases in their order, again and again, until all candidates
// are done. What is left after maxPasses is unverified.
func (m *comparison) settle(ctx context.Context, open []*candidate) error {
	phases := phases()
	for range maxPasses {
		for s := needTimes; s < steps && len(open) > 0; s++ {
			here, _ := divide(open, func(c *candidate) bool { return c.next == s })
			if len(here) == 0 {
				continue
			}
			if err := m.inSlices(ctx, here, phases[s]); err != nil {
				return err
			}
			open = slices.DeleteFunc(open, func(c *candidate) bool { return c.next == done })
		}
	}
	for _, c := range open {
		m.unverified(c, c.next.unsettled())
	}
	return nil
}

// inSlices runs a phase for as many candidates at a time as one exchange should be
// about.
func (m *comparison) inSlices(ctx context.Context, keys []*candidate, run phase) error {
	for len(keys) > 0 {
		n := m.slice(len(keys))
		if err := run(m, ctx, keys[:n]); err != nil {
			return err
		}
		keys = keys[n:]
	}
	return nil
}

// unsettled says why a candidate that still needs a step could not be compared.
func (s step) unsettled() string {
	if s == needExpiry {
		return "its expiry could not be read on both sides at one moment"
	}
	return "it changed each time it was read"
}

// readStep is the first step of a candidate whose value is read.
func (m *comparison) readStep(c *candidate) step {
	if m.mustAskType(c) {
		return needType
	}
	return needRead
}

// firstStep is the first step of a candidate of which nothing but its name is
// known.
func (m *comparison) firstStep(c *candidate) step {
	if s := m.readStep(c); s != needRead || m.digests == nil || !m.digests.worthwhile(c) {
		return s
	}
	return needDigest
}

// mustAskType reports whether the type has to be asked for before the value is read.
func (m *comparison) mustAskType(c *candidate) bool {
	mode, types := m.options.Mode, m.options.Types
	switch {
	case c.typ == nil:
		return mode.NeedsTypes() || types != nil
	case c.confirmed || types == nil:
		return false
	}
	return !mode.NeedsTypes() || !types.Admit(c.typ.Name())
}
