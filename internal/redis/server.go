package redis

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Server is what a server says of itself in INFO.
type Server struct {
	Address  string
	Topology string // for people: what kind of deployment it is; "" for a single server
	Flavor   string // "redis", "valkey", ...
	Version  string
	Role     string // "master" or "replica"
	LinkDown bool   // a replica that has lost its master
	RunID    string // new at every start of the server
	Port     int    // that it listens on, as it says
	Uptime   time.Duration
	ReplID   string // see NodeKeys
	Removed  int64  // see NodeKeys
	Cluster  bool
	DBs      map[int]DB // those that hold keys
}

// DB is what INFO keyspace says of one logical database. Keys that have expired
// but were not deleted yet are counted.
type DB struct {
	Keys         int64
	Expires      int64 // keys with an expiry time
	FieldExpires int64 // hashes with fields that expire: Redis 7.4, Valkey 9.0
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

// Divisible reports whether it is known how the server's cursors count, so that it
// can be swept in parts. Those of other engines and of proxies may be anything.
func (s Server) Divisible() bool { return s.order() != opaque }

// since reports whether the server is of a version or a later one; false if that
// is not known.
func (s Server) since(major, minor int) bool {
	a, rest, _ := strings.Cut(s.Version, ".")
	b, _, _ := strings.Cut(rest, ".")
	x, errX := strconv.Atoi(a)
	y, errY := strconv.Atoi(b)
	return errX == nil && errY == nil && (x > major || x == major && y >= minor)
}

// String is a line for people, without secrets.
func (s Server) String() string {
	text := strings.Join(strings.Fields(fmt.Sprint(s.Address, " ", s.Flavor, " ", s.Version, " ", s.Role)), " ")
	if s.Topology != "" {
		text += " (" + s.Topology + ")"
	}
	if s.LinkDown {
		text += " (its link to the master is down: its data may be old)"
	}
	for _, n := range s.Numbers() {
		text += fmt.Sprintf(" db%d=%d", n, s.DBs[n].Keys)
	}
	return text
}

// askServer asks one node what it is.
func (d *Deployment) askServer(ctx context.Context, node string) (Server, error) {
	s, err := d.askInfo(ctx, node)
	if err != nil {
		return Server{}, err
	}
	if s.DBs == nil {
		s.DBs, err = d.askDatabases(ctx, node)
	}
	return s, err
}

// askInfo reads INFO from one node, waiting for one that is silent or not ready.
func (d *Deployment) askInfo(ctx context.Context, node string) (Server, error) {
	wait := patience{limit: d.opts.RetryFor, told: d.retried}
	started := time.Now()
	for {
		s, err := d.tryInfo(ctx, node)
		switch {
		case err == nil:
			return s, nil
		case d.topo.lost(ctx, node):
			return Server{}, fmt.Errorf("%s %s: %w", d.opts.Name, node, ErrLost)
		case !wait.again(ctx, err, started):
			return Server{}, gone{fmt.Errorf("ask for INFO: %w", err)}
		}
	}
}

// tryInfo reads INFO once. A server that keeps it to itself, in words or by
// hanging up, is one about which nothing is known.
func (d *Deployment) tryInfo(ctx context.Context, node string) (Server, error) {
	addr, err := d.topo.address(ctx, node)
	if err != nil {
		return Server{}, err
	}
	text, err := d.askText(ctx, addr, "INFO")
	said := Error("")
	switch answered := errors.As(err, &said); {
	case err == nil:
		s := parseInfo(text)
		s.Address = addr
		return s, whole(infoFields(text))
	case answered && said.Code("NOAUTH"):
		return Server{}, fmt.Errorf("%w; give its password", err)
	case answered && !laterWords(said), errors.Is(err, io.EOF):
		return Server{Address: addr, Flavor: "unknown"}, nil
	}
	return Server{}, err
}

// whole is an error while a server has not all of its data yet: what it counts
// would be too little.
func whole(info map[string]string) error {
	switch {
	case info["loading"] == "1":
		return Error("LOADING it still loads its data")
	case info["master_sync_in_progress"] == "1":
		return Error("LOADING it still gets its data from its master")
	}
	return nil
}

// parseInfo reads the text of INFO; what is not there stays zero.
func parseInfo(text string) Server {
	f := infoFields(text)
	s := Server{Flavor: "redis", Version: f["redis_version"], Role: f["role"], RunID: f["run_id"],
		LinkDown: f["master_link_status"] == "down", Cluster: f["cluster_enabled"] == "1"}
	s.ReplID = f["master_replid"]
	s.Port, _ = strconv.Atoi(f["tcp_port"])
	s.Uptime = time.Duration(number(f, "uptime_in_seconds")) * time.Second
	s.Removed = number(f, "expired_keys") + number(f, "evicted_keys") + number(f, "rdb_last_load_keys_expired")
	if strings.Contains(text, "# Keyspace") {
		s.DBs = map[int]DB{}
	}
	if name := f["server_name"]; name != "" { // Valkey keeps redis_version for clients that look for it
		s.Flavor, s.Version = name, f[name+"_version"]
	}
	for _, name := range []string{"dragonfly", "kvrocks"} { // they call themselves Redis, too
		if v := f[name+"_version"]; v != "" {
			s.Flavor, s.Version = name, v
		}
	}
	if s.Role == "slave" {
		s.Role = "replica"
	}
	for name, line := range f {
		if n, err := strconv.Atoi(strings.TrimPrefix(name, "db")); err == nil && strings.HasPrefix(name, "db") && s.DBs != nil {
			s.DBs[n] = parseKeyspace(line)
		}
	}
	return s
}

// number reads a number, 0 if it is not there.
func number(f map[string]string, name string) int64 {
	n, _ := strconv.ParseInt(f[name], 10, 64)
	return n
}

func infoFields(text string) map[string]string {
	f := map[string]string{}
	for line := range strings.Lines(text) {
		name, value, found := strings.Cut(strings.TrimRight(line, "\r\n"), ":")
		if found {
			f[name] = value
		}
	}
	return f
}

// parseKeyspace reads `keys=5,expires=1,avg_ttl=0,subexpiry=0`.
func parseKeyspace(line string) DB {
	var db DB
	for part := range strings.SplitSeq(line, ",") {
		name, text, _ := strings.Cut(part, "=")
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			continue
		}
		switch name {
		case "keys":
			db.Keys = n
		case "expires":
			db.Expires = n
		case "subexpiry", "keys_with_volatile_items":
			db.FieldExpires = n
		}
	}
	return db
}
