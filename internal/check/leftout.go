package check

import (
	"errors"

	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/redis"
)

// memberExpiry tells whether members expire that a run with expiry does not ask
// about. KeyDB (from 5.1 on, EXPIREMEMBER) tells when, by PTTL of one member.
func (c *Check) memberExpiry() []compare.NotCompared {
	if !c.Options.comparesExpiry() {
		return nil
	}
	may := func(d *redis.Deployment) bool { return d.Server().Flavor == "keydb" }
	left := compare.NotCompared{What: "expiry of members of sets, hashes and sorted sets (KeyDB)", Why: "it is told one member at a time"}
	return left.OnSides(may(c.Source), may(c.Target))
}

// unreachable tells whether a side may have databases that nobody can find:
// INFO does not list them, and SELECT does not reach them.
func (c *Check) unreachable() []compare.NotCompared {
	single := func(d *redis.Deployment) bool {
		server := d.Server()
		return server.Listing == redis.Single && !server.Cluster
	}
	left := compare.NotCompared{What: "databases besides 0", Why: "INFO does not list them, and SELECT does not reach them"}
	return left.OnSides(single(c.Source), single(c.Target))
}

// unread says that a kind of state could not be read on the sides that failed.
func unread(what string, failed [2]error) []compare.NotCompared {
	var why [2]string
	for i, err := range failed {
		var said *redis.ErrState
		switch {
		case errors.As(err, &said):
			why[i] = said.Why()
		case err != nil:
			why[i] = err.Error()
		}
	}
	if why[0] == why[1] {
		return compare.NotCompared{What: what, Why: why[0]}.OnSides(failed[0] != nil, failed[1] != nil)
	}
	source := compare.NotCompared{What: what, Why: why[0]}.OnSides(failed[0] != nil, false)
	return append(source, compare.NotCompared{What: what, Why: why[1]}.OnSides(false, failed[1] != nil)...)
}
