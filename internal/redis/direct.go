package redis

import (
	"context"
	"net"
	"net/netip"
	"strconv"
	"strings"

	"golang.org/x/sync/errgroup"
)

// askProcess asks the process at an address what it tells in no INFO of its
// own, and whether it is the one that we are connected to.
func (d *Deployment) askProcess(ctx context.Context, s Server) (direct bool, f Flushes, err error) {
	text, err := d.askText(ctx, s.Address, "INFO", "commandstats")
	if err != nil {
		return false, f, err
	}
	f = parseFlushes(infoFields(text))
	direct, err = d.isDirect(ctx, s)
	return direct, f, err
}

// isDirect reports whether INFO is known to be of the one process that holds the
// keys. A proxy may answer it itself, or pass it on to any server behind it
// (Codis does); then what it counts proves nothing.
//
// From Redis 6.2 on a server tells whom it takes us for: if that is the address
// of our end of the connection, nothing is in between. An older one has to know
// the port that we dial as its own and to be the same process on every
// connection. NAT and port forwarding look like a proxy, which costs some speed.
func (d *Deployment) isDirect(ctx context.Context, s Server) (bool, error) {
	switch {
	case s.cursorOrder() == unknownOrder, !d.dialsServers():
		return false, nil
	case s.since(6, 2):
		return d.knowsUs(ctx, s.Address)
	case !strings.HasSuffix(s.Address, ":"+strconv.Itoa(s.Port)):
		return false, nil
	case d.kind() != Standalone:
		return true, nil // clusters and sentinels announce their servers' addresses
	}
	return d.alwaysRuns(ctx, s)
}

// dialsServers reports whether the topology dials the servers themselves.
func (d *Deployment) dialsServers() bool {
	kind := d.kind()
	return kind != AliyunProxy && kind != TencentProxy
}

// knowsUs compares our end of a connection with what the server sees of it
// (CLIENT INFO, Redis 6.2).
func (d *Deployment) knowsUs(ctx context.Context, addr string) (bool, error) {
	c, err := d.dialer.Dial(ctx, addr)
	if err != nil {
		return false, err
	}
	defer c.Close()
	if err := c.Do(ctx, "CLIENT", "INFO"); err != nil {
		return false, err
	}
	text, err := c.Reply(0).Text()
	if err != nil {
		return false, err
	}
	for word := range strings.FieldsSeq(string(text)) {
		if peer, found := strings.CutPrefix(word, "addr="); found {
			return peer == addr+":0" || sameEnd(peer, c.LocalAddr()), nil // a Unix socket's path, or an address
		}
	}
	return false, nil
}

func sameEnd(seen string, ours net.Addr) bool {
	a, errA := netip.ParseAddrPort(seen)
	b, errB := netip.ParseAddrPort(ours.String())
	return errA == nil && errB == nil && a.Port() == b.Port() && a.Addr().Unmap().WithZone("") == b.Addr().Unmap().WithZone("")
}

// alwaysRuns reports whether the same process answers on every connection.
func (d *Deployment) alwaysRuns(ctx context.Context, s Server) (bool, error) {
	const connections = 16
	runs := make([]string, connections)
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(4)
	for i := range runs {
		g.Go(func() error {
			text, err := d.askText(ctx, s.Address, "INFO", "server")
			runs[i] = infoFields(text)["run_id"]
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return false, err
	}
	for _, run := range runs {
		if run != s.RunID {
			return false, nil
		}
	}
	return true, nil
}

// parseFlushes reads lines such as `cmdstat_flushall:calls=1,usec=...`.
func parseFlushes(stats map[string]string) Flushes {
	calls := func(command string) int64 {
		first, _, _ := strings.Cut(stats["cmdstat_"+command], ",")
		n, err := strconv.ParseInt(strings.TrimPrefix(first, "calls="), 10, 64)
		if err != nil {
			return 0 // never called
		}
		return n
	}
	return Flushes{All: calls("flushall"), DB: calls("flushdb"), Swap: calls("swapdb")}
}
