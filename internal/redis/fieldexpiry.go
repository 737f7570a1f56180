package redis

import (
	"errors"
	"slices"

	"github.com/redis-full-check/redis-full-check/internal/resp"
)

// FieldExpiry is what a deployment tells of when the fields of its hashes expire.
type FieldExpiry int

// What it may tell, from all there is to less and less.
const (
	NoFields      FieldExpiry = iota // none expires
	ToldFields                       // HPEXPIRETIME says when
	UnknownFields                    // HPEXPIRETIME is not known, nor whether the servers are older than it, as behind some proxies
	HiddenFields                     // some may expire, but HPEXPIRETIME is refused
)

// fieldExpiryCommand is of Redis 7.4 and Valkey 9.0.
const fieldExpiryCommand = "HPEXPIRETIME"

// FieldExpiry is what can be learned in the database, by the facts that
// Deployment.Keyspace read last.
func (p *Pipeline) FieldExpiry() FieldExpiry {
	said := resp.Error("")
	switch truth := p.dep.volatile.Load().truth(p.db); {
	case truth == No:
		return NoFields
	case p.Has(fieldExpiryCommand):
		return ToldFields
	case truth == Yes, p.dep.partly[fieldExpiryCommand]:
		return HiddenFields
	case p.dep.olderThanFieldExpiry():
		return NoFields
	case errors.As(p.dep.Refusal(fieldExpiryCommand), &said) && said.Code("NOPERM"):
		return HiddenFields // nobody is forbidden what there is not
	}
	return UnknownFields
}

// WithoutFieldExpiry reports whether the i-th reply, to HPEXPIRETIME, comes from a
// node that is too old to have fields that expire, as it may be in a cluster of
// several versions.
func (p *Pipeline) WithoutFieldExpiry(i int) bool {
	said := resp.Error("")
	return errors.As(p.Reply(i).Err(), &said) && p.dep.hasNoFieldExpiry(p.Origin(i).node, said)
}

// hasNoFieldExpiry reports whether a node refuses HPEXPIRETIME because it is older.
func (d *Deployment) hasNoFieldExpiry(node string, said resp.Error) bool {
	return said.UnknownCommand() && d.serverOf(node).olderThanFieldExpiry()
}

// olderThanFieldExpiry reports whether all nodes are.
func (d *Deployment) olderThanFieldExpiry() bool {
	return !slices.ContainsFunc(d.topo.nodes(), func(node string) bool { return !d.serverOf(node).olderThanFieldExpiry() })
}

// olderThanFieldExpiry is false if that is not known.
func (s Server) olderThanFieldExpiry() bool {
	switch s.Flavor {
	case "redis":
		return s.since(0, 0) && !s.since(7, 4)
	case "valkey":
		return s.since(0, 0) && !s.since(9, 0)
	}
	return false
}
