package redis

import "errors"

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
	said := Error("")
	switch truth := p.dep.volatile.Load().truth(p.db); {
	case truth == No:
		return NoFields
	case p.Has(fieldExpiryCommand):
		return ToldFields
	case truth == Yes:
		return HiddenFields
	case p.dep.server.olderThanFieldExpiry():
		return NoFields
	case errors.As(p.dep.Refusal(fieldExpiryCommand), &said) && said.Code("NOPERM"):
		return HiddenFields // nobody is forbidden what there is not
	}
	return UnknownFields
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
