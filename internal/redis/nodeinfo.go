package redis

import (
	"context"
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"
)

// NodeInfo is what one node says of itself in INFO, for those who prepare a run.
// What it does not tell stays zero.
type NodeInfo struct {
	Node string // as the deployment calls it; Address is where it is
	Server
	ReplicaOf string        // address of the master that a replica names
	LastHeard time.Duration // since a replica heard of its master last; negative: not known
	Offset    int64         // bytes of the stream of replication: written by a master, applied by a replica
	Used      int64         // bytes of memory
	Limit     int64         // bytes of memory from which on keys are evicted; 0: none
	Policy    string        // which keys are evicted (maxmemory-policy)
	Evicted   int64         // keys, since the process was started
	Ops       int64         // commands a second, just now
	CPU       time.Duration // that the process used so far
	Sizes     []Histogram   // Redis 8.0; nil: it tells none
}

// Histogram is how many keys of one type a database holds by their size.
type Histogram struct {
	DB   int
	Type string          // as TYPE calls it
	Bins map[int64]int64 // nil: what is told makes no sense
}

// Keys is the number of keys.
func (h Histogram) Keys() (n int64) {
	for _, keys := range h.Bins {
		n += keys
	}
	return n
}

// Nodes asks all nodes that are swept what they are.
func (d *Deployment) Nodes(ctx context.Context) ([]NodeInfo, error) {
	nodes := d.topo.nodes()
	out := make([]NodeInfo, len(nodes))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(probers)
	for i, node := range nodes {
		g.Go(func() (err error) {
			out[i], err = d.nodeInfo(ctx, node)
			return err
		})
	}
	return out, g.Wait()
}

func (d *Deployment) nodeInfo(ctx context.Context, node string) (NodeInfo, error) {
	a := d.asker(node)
	defer a.close()
	text, err := a.text(ctx, "INFO")
	if err != nil && !isNo(err) {
		return NodeInfo{}, fmt.Errorf("%s %s: ask for INFO: %w", d.opts.Name, node, err)
	}
	n := parseNodeInfo(text)
	n.Node = node
	n.Address, err = d.topo.address(ctx, node)
	return n, err
}

func parseNodeInfo(text string) NodeInfo {
	f := infoFields(text)
	n := NodeInfo{Server: parseInfo(text), LastHeard: -1, Used: number(f, "used_memory"), Limit: number(f, "maxmemory"),
		Policy: f["maxmemory_policy"], Evicted: number(f, "evicted_keys"), Ops: number(f, "instantaneous_ops_per_sec"),
		Offset: number(f, "master_repl_offset"), CPU: seconds(f["used_cpu_sys"]) + seconds(f["used_cpu_user"])}
	if strings.Contains(text, "# Keysizes") {
		n.Sizes = histograms(f)
	}
	if host := f["master_host"]; host != "" {
		n.ReplicaOf = net.JoinHostPort(host, f["master_port"])
		n.Offset = number(f, "slave_repl_offset")
		n.LastHeard = seconds(f["master_last_io_seconds_ago"])
	}
	return n
}

func seconds(text string) time.Duration {
	s, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return 0
	}
	return time.Duration(s * float64(time.Second))
}

// histograms reads INFO keysizes, of lines such as
// `db0_distrib_hashes_items:2=1,1K=7`. Redis 8.0.2 forgets commas and counts below
// zero.
func histograms(f map[string]string) []Histogram {
	types := map[string]string{"strings_sizes": "string", "lists_items": "list", "sets_items": "set",
		"zsets_items": "zset", "hashes_items": "hash"}
	out := []Histogram{}
	for name, line := range f {
		db, of, found := strings.Cut(strings.TrimPrefix(name, "db"), "_distrib_")
		number, err := strconv.Atoi(db)
		if found && err == nil && types[of] != "" {
			out = append(out, Histogram{number, types[of], parseBins(line)})
		}
	}
	return out
}

// parseBins returns nil if a line makes no sense.
func parseBins(line string) map[int64]int64 {
	bins := map[int64]int64{}
	for part := range strings.SplitSeq(line, ",") {
		from, count, _ := strings.Cut(part, "=")
		size, ok := rounded(from)
		keys, err := strconv.ParseInt(count, 10, 64)
		if !ok || err != nil {
			return nil
		}
		bins[size] = keys
	}
	return bins
}

// rounded reads a number such as 4K.
func rounded(text string) (int64, bool) {
	unit := int64(1)
	if i := strings.IndexByte("KMGTPE", lastByte(text)); i >= 0 {
		text, unit = text[:len(text)-1], 1<<(10*(i+1))
	}
	n, err := strconv.ParseInt(text, 10, 64)
	return n * unit, err == nil
}

func lastByte(text string) byte {
	if text == "" {
		return 0
	}
	return text[len(text)-1]
}
