package redistest

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Sentinels watch a master and its replicas under a name.
type Sentinels struct {
	Name  string
	Nodes []*Server // the sentinels

	t       testing.TB
	watched []*Server // master and replicas
}

// Sentinel starts n sentinels that watch a master and its replicas, and
// returns when all of them know all servers and each other. A majority of
// them decides; a master that is silent for a second is down. The args go to
// each sentinel; a password for the servers is taken from the master's, and
// so is the release.
func Sentinel(t testing.TB, name string, master *Server, replicas []*Server, n int, args ...string) *Sentinels {
	t.Helper()
	s := &Sentinels{Name: name, t: t, watched: append([]*Server{master}, replicas...)}
	if word := master.option("--requirepass"); word != "" {
		master.Do("CONFIG", "SET", "masterauth", word) // it may be a replica later
	}
	for range n {
		p := program{release: master.program.release, ready: "+monitor master", argv: s.argv(master, n/2+1)}
		s.Nodes = append(s.Nodes, startProgram(t, p, args))
	}
	eventually(t, "the sentinels to know all", func() bool { return s.knowAll(len(replicas)) })
	return s
}

// argv writes a sentinel's configuration, which the sentinel itself
// rewrites later, and returns how to start with it.
func (s *Sentinels) argv(master *Server, quorum int) func(*Server) []string {
	return func(node *Server) []string {
		path := filepath.Join(node.dir, "sentinel.conf")
		if err := os.WriteFile(path, []byte(s.config(node, master, quorum)), 0o600); err != nil {
			s.t.Fatalf("configure a sentinel: %v", err)
		}
		return append([]string{node.program.release.path, path, "--sentinel"}, node.args...)
	}
}

func (s *Sentinels) config(node, master *Server, quorum int) string {
	lines := []string{
		fmt.Sprintf("port %d", node.Port),
		"bind 127.0.0.1",
		"dir " + strconv.Quote(node.dir),
		fmt.Sprintf("sentinel monitor %s 127.0.0.1 %d %d", s.Name, master.Port, quorum),
		fmt.Sprintf("sentinel down-after-milliseconds %s 1000", s.Name),
		fmt.Sprintf("sentinel failover-timeout %s 6000", s.Name),
	}
	if word := master.option("--requirepass"); word != "" {
		lines = append(lines, fmt.Sprintf("sentinel auth-pass %s %q", s.Name, word))
	}
	return strings.Join(lines, "\n") + "\n"
}

func (s *Sentinels) knowAll(replicas int) bool {
	return !slices.ContainsFunc(s.Nodes, func(n *Server) bool {
		return n.watches(s.Name, "num-slaves") != fmt.Sprint(replicas) ||
			n.watches(s.Name, "num-other-sentinels") != fmt.Sprint(len(s.Nodes)-1) ||
			n.watches(s.Name, "flags") != "master" || !n.reachesReplicas(s.Name)
	})
}

// reachesReplicas reports whether the sentinel is connected to each replica that it
// knows.
func (s *Server) reachesReplicas(name string) bool {
	s.t.Helper()
	return !slices.ContainsFunc(s.Do("SENTINEL", "SLAVES", name).([]any), func(r any) bool {
		facts := r.([]any)
		i := slices.Index(facts, any("flags"))
		return i < 0 || facts[i+1] != "slave"
	})
}

// watches returns a property of a master as the sentinel sees it.
func (s *Server) watches(name, property string) string {
	s.t.Helper()
	facts := s.Do("SENTINEL", "MASTER", name).([]any)
	i := slices.Index(facts, any(property))
	if i < 0 || i+1 == len(facts) {
		s.t.Fatalf("the sentinel at %s does not tell %s", s.Addr, property)
	}
	return fmt.Sprint(facts[i+1])
}

// Addrs returns the addresses of the sentinels.
func (s *Sentinels) Addrs() []string {
	var out []string
	for _, n := range s.Nodes {
		out = append(out, n.Addr)
	}
	return out
}

// Master returns the server that the sentinels that run take for the master,
// nil while they don't agree.
func (s *Sentinels) Master() *Server {
	s.t.Helper()
	var agreed *Server
	for _, n := range s.Nodes {
		if n.running() == nil {
			continue
		}
		master := s.named(n)
		if master == nil || (agreed != nil && agreed != master) {
			return nil
		}
		agreed = master
	}
	return agreed
}

func (s *Sentinels) named(n *Server) *Server {
	s.t.Helper()
	addr := n.Do("SENTINEL", "GET-MASTER-ADDR-BY-NAME", s.Name).([]any)
	i := slices.IndexFunc(s.watched, func(w *Server) bool { return fmt.Sprint(w.Port) == addr[1] })
	if i < 0 {
		return nil
	}
	return s.watched[i]
}
