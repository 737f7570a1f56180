package redistest

import (
	"fmt"
	"strings"
	"testing"
)

// Replica starts a replica of a server, of the same release, and returns when it has its data.
// It finds its master again after a Restart.
func Replica(t testing.TB, of *Server, args ...string) *Server {
	t.Helper()
	return of.program.release.Replica(t, of, args...)
}

// replicate makes a server that has just started a replica.
func replicate(t testing.TB, r, of *Server) *Server {
	t.Helper()
	r.follow(of)
	awaitSynced(t, r, of)
	r.argv = append(r.argv, "--slaveof", "127.0.0.1", fmt.Sprint(of.Port))
	return r
}

// credentials are the arguments with which a replica gets into its master,
// and its clients into the replica.
func credentials(master *Server) []string {
	if word := master.option("--requirepass"); word != "" {
		return []string{"--requirepass", word, "--masterauth", word}
	}
	return nil
}

// Copy makes to hold what from holds, in all databases, and nothing else;
// what to held before is gone. Afterwards both are masters.
func Copy(t testing.TB, from, to *Server) {
	t.Helper()
	to.Do("CONFIG", "SET", "masterauth", from.option("--requirepass"))
	to.follow(from)
	awaitSynced(t, to, from)
	to.Do("SLAVEOF", "NO", "ONE")
}

// follow says SLAVEOF, which every version knows.
func (s *Server) follow(master *Server) {
	s.t.Helper()
	s.Do("SLAVEOF", "127.0.0.1", master.Port)
}

// awaitSynced waits until the replica's link is up and it has seen all that
// its master had written when it was asked.
func awaitSynced(t testing.TB, replica, master *Server) {
	t.Helper()
	what := fmt.Sprintf("%s to be in step with %s", replica.Addr, master.Addr)
	eventually(t, what, func() bool { return replica.info("master_link_status") == "up" })
	offset := master.info("master_repl_offset")
	eventually(t, what, func() bool { return atLeast(replica.info("slave_repl_offset"), offset) })
}

// atLeast compares two decimal numbers of any size.
func atLeast(a, b string) bool {
	return len(a) > len(b) || len(a) == len(b) && a >= b
}

// info returns one line of INFO, without its name; "" if there is none.
func (s *Server) info(name string) string {
	s.t.Helper()
	for line := range strings.Lines(fmt.Sprint(s.Do("INFO"))) {
		if value, ok := strings.CutPrefix(line, name+":"); ok {
			return strings.TrimSpace(value)
		}
	}
	return ""
}
