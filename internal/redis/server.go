package redis

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/resp"
)

// Server is what a server says of itself in INFO.
type Server struct {
	Address  string
	Topology string // for people: what kind of deployment it is; "" for a single server
	Flavor   string // "redis", "valkey", ...; "" if it does not tell
	Version  string
	Role     string // "master" or "replica"
	LinkDown bool   // a replica that has lost its master
	RunID    string // new at every start of the server
	Port     int    // that it listens on, as it says
	Uptime   time.Duration
	ReplID   string // see NodeKeys
	Removed  int64  // see NodeKeys
	Written  string // see NodeKeys
	Cluster  bool
	DBs      map[int]DB // those that hold keys
	Listing  Listing    // how they became known
}

// DB is what INFO keyspace says of one logical database. Keys that have expired
// but were not deleted yet are counted.
type DB struct {
	Keys         int64
	Expires      int64 // keys with an expiry time
	FieldExpires int64 // hashes with fields that expire: Redis 7.4, Valkey 9.0
	Uncounted    bool  // it may hold keys; how many is not known
}

// and adds the keys of another node.
func (a DB) and(b DB) DB {
	return DB{a.Keys + b.Keys, a.Expires + b.Expires, a.FieldExpires + b.FieldExpires, a.Uncounted || b.Uncounted}
}

// Numbers lists the databases that hold keys, in order.
func (s Server) Numbers() []int { return slices.Sorted(maps.Keys(s.DBs)) }

// Keys is the number of keys in the given databases.
func (s Server) Keys(dbs []int) int64 {
	var n int64
	for _, db := range dbs {
		n += s.DBs[db].Keys
	}
	return n
}

// Counted reports whether Keys is known of the given databases.
func (s Server) Counted(dbs []int) bool {
	return !slices.ContainsFunc(dbs, func(db int) bool { return s.DBs[db].Uncounted })
}

// Divisible reports whether it is known how the server's cursors count, so that it
// can be swept in parts. Those of other engines and of proxies may be anything.
func (s Server) Divisible() bool { return s.cursorOrder() != unknownOrder }

// since reports whether the server is of a version or a later one; false if that
// is not known.
func (s Server) since(major, minor int) bool {
	a, rest, _ := strings.Cut(s.Version, ".")
	b, _, _ := strings.Cut(rest, ".")
	x, errX := strconv.Atoi(a)
	y, errY := strconv.Atoi(b)
	return errX == nil && errY == nil && (x > major || x == major && y >= minor)
}

// shownDatabases is how many databases are named in a server's line.
const shownDatabases = 16

// String is a line for people, without secrets.
func (s Server) String() string {
	text := strings.Join(strings.Fields(fmt.Sprint(s.Address, " ", s.Flavor, " ", s.Version, " ", s.Role)), " ")
	if s.Topology != "" {
		text += " (" + s.Topology + ")"
	}
	if s.LinkDown {
		text += " (its link to the master is down: its data may be old)"
	}
	return text + s.databases()
}

func (s Server) databases() string {
	numbers, text := s.Numbers(), strings.Builder{}
	for i, n := range numbers {
		if i == shownDatabases {
			fmt.Fprintf(&text, " and %d databases more", len(numbers)-i)
			break
		}
		keys := strconv.FormatInt(s.DBs[n].Keys, 10)
		if s.DBs[n].Uncounted {
			keys = "?"
		}
		fmt.Fprintf(&text, " db%d=%s", n, keys)
	}
	return text.String() + map[Listing]string{
		Single: " (only database 0 can be reached)",
		Cut:    fmt.Sprintf(" (databases up to %d)", maxDatabases-1),
	}[s.Listing]
}

// askServer asks one node what it is.
func (d *Deployment) askServer(ctx context.Context, node string) (Server, error) {
	a := d.asker(node)
	defer a.close()
	s, err := a.info(ctx)
	if err == nil && s.DBs == nil {
		s.DBs, s.Listing, err = a.askDatabases(ctx)
	}
	return s, err
}

// info reads INFO, waiting for a server that is silent or not ready. One that
// refuses it is one about which nothing is known.
func (a *asker) info(ctx context.Context) (Server, error) {
	text := ""
	_, err := a.ask(ctx, question{words: []string{"INFO"}, check: func(r resp.Reply) error {
		t, err := r.Text()
		text = string(t)
		return errors.Join(err, whole(infoFields(text)))
	}})
	said := resp.Error("")
	switch refused := isNo(err); {
	case refused && errors.As(err, &said) && said.WantsPassword():
		return Server{}, fmt.Errorf("%w; give its password", err)
	case err != nil && !refused:
		return Server{}, fmt.Errorf("ask for INFO: %w", err)
	}
	s := parseInfo(text)
	s.Address, err = a.dep.topo.address(ctx, a.node)
	return s, err
}
