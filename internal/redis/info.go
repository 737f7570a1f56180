package redis

import (
	"strconv"
	"strings"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/resp"
)

// whole is an error while a server has not all of its data yet: what it counts and
// holds would be too little.
func whole(info map[string]string) error {
	switch {
	case info["loading"] == "1":
		return resp.Error("LOADING it still loads its data")
	case info["master_sync_in_progress"] == "1":
		return resp.Error("LOADING it still gets its data from its master")
	case neverSynced(info):
		return resp.Error("LOADING it is a replica that has not had its first sync since it started: " +
			"its master must be reached, or REPLICAOF NO ONE makes it a master")
	}
	return nil
}

// neverSynced reports whether a replica never had its master's data since it
// started, or since it was made a replica. What it holds all the same, from a
// file or from a time when it was a master, may be anything.
func neverSynced(info map[string]string) bool {
	if info["role"] != "slave" || info["master_link_status"] != "down" {
		return false
	}
	const ages = 1e9 // up to Redis 6.0 the time since 1970 stands for never, later -1
	since, err := strconv.ParseInt(info["master_link_down_since_seconds"], 10, 64)
	return err == nil && (since < 0 || since > ages)
}

// parseInfo reads the text of INFO; what is not there stays zero.
func parseInfo(text string) Server {
	f := infoFields(text)
	s := Server{Version: f["redis_version"], Role: f["role"], RunID: f["run_id"],
		LinkDown: f["master_link_status"] == "down", Cluster: f["cluster_enabled"] == "1" || f["redis_mode"] == "cluster"}
	s.ReplID = f["master_replid"]
	s.Port, _ = strconv.Atoi(f["tcp_port"])
	s.Uptime = time.Duration(number(f, "uptime_in_seconds")) * time.Second
	s.Removed = number(f, "expired_keys") + number(f, "evicted_keys") + number(f, "rdb_last_load_keys_expired")
	if changes, known := f["rdb_changes_since_last_save"]; known {
		s.Written = changes + " since " + f["rdb_last_save_time"]
	}
	if strings.Contains(text, "# Keyspace") {
		s.DBs = map[int]DB{}
	}
	if s.Version != "" {
		s.Flavor = "redis"
	}
	if name, version := fork(f); name != "" {
		s.Flavor, s.Version = name, version
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

// fork recognises servers other than Redis, most of which tell a redis_version,
// too, for clients that look for it.
func fork(f map[string]string) (name, version string) {
	if name := f["server_name"]; name != "" { // Valkey 7.2
		return name, f[name+"_version"]
	}
	for _, name := range []string{"dragonfly", "kvrocks", "redict", "keydb", "pika", "garnet", "predixy"} {
		if v := f[name+"_version"]; v != "" {
			return name, v
		}
	}
	_, mvcc := f["mvcc_depth"]
	switch {
	case mvcc, strings.Contains(f["executable"], "keydb"):
		return "keydb", f["redis_version"] // the number is KeyDB's own
	case f["Version"] != "" && f["WorkerThreads"] != "":
		return "predixy", f["Version"]
	}
	return "", ""
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
