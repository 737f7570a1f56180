package redis

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/redis-full-check/redis-full-check/internal/resp"
)

// State is what the servers of a deployment hold of one kind besides keys: for
// each name a digest of the contents. The digests are for comparing, not for
// keeping: those of users come from secrets.
type State struct {
	digests map[string][sha256.Size]byte
	mixed   map[string]bool // what not all nodes hold alike
}

// Names lists what there is, in order.
func (s State) Names() []string {
	var names []string
	for n := range s.digests {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

// Has reports whether a node has a name.
func (s State) Has(name string) bool {
	_, has := s.digests[name]
	return has
}

// Mixed reports whether the nodes do not agree about a name.
func (s State) Mixed(name string) bool { return s.mixed[name] }

// Same reports whether two deployments hold the same under a name.
func (s State) Same(other State, name string) bool {
	return s.Has(name) && s.digests[name] == other.digests[name] && !s.mixed[name] && !other.mixed[name]
}

// Functions reads the libraries of functions (Redis 7.0). A server that is known to
// be older has none.
func (d *Deployment) Functions(ctx context.Context) (State, error) {
	older := d.server.Version != "" && d.server.since(0, 0) && !d.server.since(7, 0)
	if said := resp.Error(""); older && errors.As(d.Refusal(functionList().Name), &said) && said.UnknownCommand() {
		return State{}, nil
	}
	return d.state(ctx, functionList().Name, []string{"WITHCODE"}, libraries)
}

// Users reads the users of ACLs (Redis 6.0).
func (d *Deployment) Users(ctx context.Context) (State, error) {
	return d.state(ctx, aclList().Name, nil, users)
}

// ProbeState finds out whether functions and, if so wanted, users can be read. It
// must not be called while pipelines are in use.
func (d *Deployment) ProbeState(ctx context.Context, withUsers bool) error {
	calls := []Call{functionList()}
	if withUsers {
		calls = append(calls, aclList())
	}
	return d.Probe(ctx, calls)
}

func functionList() Call {
	return Call{Name: "FUNCTION LIST", Words: []string{"FUNCTION", "LIST", "LIBRARYNAME", probeKey}}
}

func aclList() Call { return Call{Name: "ACL LIST", Words: []string{"ACL", "LIST"}} }

// ErrState is why a node's state could not be read.
type ErrState struct {
	Node, Command string
	Err           error
}

func (e *ErrState) Error() string { return e.Node + ": " + e.Why() }

func (e *ErrState) Unwrap() error { return e.Err }

// Why is the command and what came of it, alike for all nodes that say the same.
// An unknown command is quoted in other ways by each version, with its arguments.
func (e *ErrState) Why() string {
	const unknown = "unknown command"
	words := e.Err.Error()
	if before, _, cut := strings.Cut(words, unknown); cut {
		words = before + unknown
	}
	return e.Command + ": " + words
}

// state asks all nodes and adds up what they say.
func (d *Deployment) state(ctx context.Context, command string, args []string, read func(resp.Reply) (State, error)) (State, error) {
	p := d.Pipeline()
	defer p.Close()
	nodes := d.topo.nodes()
	for _, node := range nodes {
		p.AddTo(node, command, args...)
	}
	if err := p.Exec(ctx); err != nil {
		return State{}, err
	}
	var all []State
	for i, node := range nodes {
		s, err := read(p.Reply(i))
		if err != nil {
			return State{}, &ErrState{Node: node, Command: command, Err: err}
		}
		all = append(all, s)
	}
	return together(all), nil
}

// together adds up what nodes hold, which should be the same.
func together(nodes []State) State {
	sum := State{map[string][sha256.Size]byte{}, map[string]bool{}}
	for _, s := range nodes {
		for name, digest := range s.digests {
			sum.digests[name] = digest
		}
	}
	for _, s := range nodes {
		for name, digest := range sum.digests {
			if own, has := s.digests[name]; !has || own != digest {
				sum.mixed[name] = true
			}
		}
	}
	return sum
}

// libraries reads FUNCTION LIST WITHCODE: for each library names and values.
func libraries(r resp.Reply) (State, error) {
	list, err := r.Array()
	if err != nil {
		return State{}, err
	}
	s := State{digests: make(map[string][sha256.Size]byte, len(list))}
	for _, library := range list {
		f, err := pairs(library)
		if err != nil {
			return State{}, err
		}
		if f["library_name"] == "" || f["library_code"] == "" {
			return State{}, fmt.Errorf("unexpected reply %.60q", []byte(library))
		}
		s.digests[f["library_name"]] = sha256.Sum256([]byte(strings.ToUpper(f["engine"]) + "\x00" + f["library_code"]))
	}
	return s, nil
}

// pairs reads a list of names and values, of which it leaves out those that are no
// text.
func pairs(r resp.Reply) (map[string]string, error) {
	list, err := r.Array()
	if err != nil {
		return nil, err
	}
	f := map[string]string{}
	for ; len(list) > 1; list = list[2:] {
		name, errName := list[0].Text()
		text, errText := list[1].Text()
		if errName == nil && errText == nil {
			f[string(name)] = string(text)
		}
	}
	return f, nil
}

// users reads ACL LIST, of which a line is `user NAME on #HASH ~KEYS +COMMAND`.
func users(r resp.Reply) (State, error) {
	list, err := r.Texts()
	if err != nil {
		return State{}, err
	}
	s := State{digests: make(map[string][sha256.Size]byte, len(list))}
	for _, line := range list {
		words := strings.Fields(string(line))
		if len(words) < 2 || words[0] != "user" {
			return State{}, errors.New("unexpected reply") // its words may hold secrets
		}
		s.digests[words[1]] = sha256.Sum256([]byte(strings.Join(ordered(words[2:]), " ")))
	}
	return s, nil
}

// ordered sorts those rules of a user whose order means nothing: passwords, keys
// and channels. With selectors (Redis 7.0) they stay as they are.
func ordered(rules []string) []string {
	free := func(rule string) bool { return strings.ContainsAny(rule[:1], "#~&%") }
	if slices.ContainsFunc(rules, func(rule string) bool { return strings.ContainsAny(rule, "()") }) {
		return rules
	}
	slices.SortStableFunc(rules, func(a, b string) int {
		switch {
		case free(a) && free(b):
			return strings.Compare(a, b)
		case free(a):
			return -1
		case free(b):
			return 1
		}
		return 0
	})
	return rules
}

// UsersAlike reports whether two servers write the rules of users alike: each
// version from 6.0 on has written them in another way.
func UsersAlike(a, b Server) bool {
	return a.Flavor == b.Flavor && a.Version != "" && minor(a.Version) == minor(b.Version)
}

// minor is a version without what is behind its second dot.
func minor(version string) string {
	parts := strings.SplitN(version, ".", 3)
	return strings.Join(parts[:min(len(parts), 2)], ".")
}
