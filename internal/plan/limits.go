package plan

import (
	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/resp"
)

// Limit is something that cannot be compared between these two deployments, or
// only in part.
type Limit struct {
	What What   `json:"what"`
	Side string `json:"side"` // that lacks it, or keeps it to itself
}

// What is something that servers may hold or tell.
type What string

// What not all servers have. Since when they have it is said behind it.
const (
	Streams       What = "streams"          // Redis 5.0
	VectorSets    What = "vector-sets"      // Redis 8.0
	FieldExpiry   What = "field-expiry"     // of hashes: Redis 7.4, Valkey 9.0
	Functions     What = "functions"        // Redis 7.0
	Users         What = "users"            // Redis 6.0
	UserRules     What = "user-rules"       // two versions write the rules of users in different ways
	ExactExpiry   What = "exact-expiry"     // PEXPIRETIME, Redis 7.0; expiry is compared by what is left of it else
	MemberExpiry  What = "member-expiry"    // of members of sets, hashes and sorted sets: KeyDB tells it one at a time
	MoreDatabases What = "more-databases"   // besides 0, which neither INFO nor SELECT tells of
	SortedDigests What = "digests-of-zsets" // --digest: two versions print scores in different ways
)

// commandOf is by which command a side shows that it has something.
func (m Maker) commandsOf() map[What]string {
	out := map[What]string{Streams: "XLEN", VectorSets: "VCARD", FieldExpiry: "HPEXPIRETIME", Functions: "FUNCTION LIST"}
	if m.comparesExpiry() {
		out[ExactExpiry] = "PEXPIRETIME"
	}
	if m.Options.ACL {
		out[Users] = "ACL LIST"
	}
	return out
}

// limits lists what one side has and the other has not. What both lack is no
// limit.
func (m Maker) limits() (out []Limit) {
	commands := m.commandsOf()
	for _, what := range []What{Streams, VectorSets, FieldExpiry, Functions, Users, ExactExpiry} {
		command, asked := commands[what]
		if !asked || unknown(m.Source, command) == unknown(m.Target, command) {
			continue
		}
		lacking := 0
		if unknown(m.Target, command) {
			lacking = 1
		}
		out = append(out, Limit{what, sideName(lacking)})
	}
	for i, side := range m.sides() {
		server := side.Server()
		if m.comparesExpiry() && server.Flavor == "keydb" {
			out = append(out, Limit{MemberExpiry, sideName(i)})
		}
		if server.Listing == redis.Single && !server.Cluster {
			out = append(out, Limit{MoreDatabases, sideName(i)})
		}
	}
	if m.Options.ACL && !redis.UsersAlike(m.Source.Server(), m.Target.Server()) {
		out = append(out, Limit{UserRules, "both"})
	}
	if m.Options.Digest && !redis.ScoresAlike(m.Source.Server(), m.Target.Server()) {
		out = append(out, Limit{SortedDigests, "both"})
	}
	return out
}

// unknown reports whether a side has no such command.
func unknown(d *redis.Deployment, command string) bool {
	said, ok := d.Refusal(command).(resp.Error) //nolint:errorlint // never wrapped
	return ok && said.UnknownCommand()
}

func (m Maker) comparesValues() bool {
	return m.Options.Mode == compare.FullValue || m.Options.Mode == compare.Outline
}

func (m Maker) comparesExpiry() bool { return m.comparesValues() && m.Options.TTLTolerance >= 0 }

// hidden is about sides that do not tell when fields expire although they may: the
// hashes concerned would be unverified.
func (m Maker) hidden() (out []Finding) {
	if !m.comparesExpiry() {
		return nil
	}
	for i, side := range m.sides() {
		if m.hides(i, side) {
			out = append(out, Finding{Code: HiddenExpiry, Blocks: true, Side: sideName(i), Detail: side.Refusal("HPEXPIRETIME").Error()})
		}
	}
	return out
}

func (m Maker) hides(i int, side *redis.Deployment) bool {
	p := side.Pipeline()
	defer p.Close()
	for _, db := range m.databases() {
		if i == 1 {
			p.Use(db.Target)
			if p.FieldExpiry() == redis.HiddenFields {
				return true
			}
			continue
		}
		for _, from := range db.Source {
			p.Use(from)
			if p.FieldExpiry() == redis.HiddenFields {
				return true
			}
		}
	}
	return false
}
