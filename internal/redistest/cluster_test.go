package redistest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

func TestCluster(t *testing.T) {
	t.Parallel() // it mostly waits
	c := Cluster(t, 3, 1, "--requirepass", "secret")
	if len(c.Addrs()) != 6 || len(c.Masters()) != 3 || len(c.Replicas()) != 3 {
		t.Fatalf("%d nodes, %d masters, %d replicas", len(c.Addrs()), len(c.Masters()), len(c.Replicas()))
	}
	if n := c.Node(c.Addrs()[4]); n != c.Nodes[4] {
		t.Errorf("the node at %s: %v", c.Addrs()[4], n)
	}
	keys := Seed(t, c.Client(), 600, 1)
	t.Run("move a slot", func(t *testing.T) { moveSlot(t, c) })
	t.Run("fail over", func(t *testing.T) { failOver(t, c) })
	t.Run("kill a master", func(t *testing.T) { killMaster(t, c) })
	t.Run("proxies", func(t *testing.T) { throughProxies(t, c) })
	for _, key := range keys {
		if n, err := c.Client().Exists(context.Background(), key).Result(); n != 1 {
			t.Errorf("%q got lost: %v", key, err)
		}
	}
}

func moveSlot(t *testing.T, c *ClusterNodes) {
	ctx := context.Background()
	for i := range 250 {
		c.Client().Set(ctx, fmt.Sprintf("{moving}%d", i), i, 0)
	}
	slot := c.Slot("{moving}")
	from := c.Owner(slot)
	to := c.Masters()[(slices.Index(c.Masters(), from)+1)%3]
	c.StartMove(slot, from, to)
	if n := c.MoveKeys(slot, from, to, 20); n != 20 {
		t.Errorf("moved %d keys", n)
	}
	if _, err := from.try("GET", "{moving}none"); err == nil || !strings.HasPrefix(err.Error(), "ASK ") {
		t.Errorf("a key that is not there: %v", err)
	}
	c.MoveSlot(slot, from, to)
	if n := to.Do("CLUSTER", "COUNTKEYSINSLOT", slot); n != int64(250) || c.Owner(slot) != to {
		t.Errorf("%v keys at the new master, of %s", n, c.Owner(slot).Addr)
	}
}

func throughProxies(t *testing.T, c *ClusterNodes) {
	proxies := c.Proxies()
	master := c.Masters()[0]
	client := redis.NewClusterClient(&redis.ClusterOptions{Addrs: []string{proxies[master].Addr}, Password: "secret"})
	defer client.Close()
	keys := Seed(t, client, 50, 2)
	for n, p := range proxies {
		if slices.Contains(c.Masters(), n) != (p.Count("PEXPIREAT") > 0) {
			t.Errorf("the proxy of a %s saw %d commands", n.role(), p.Count("PEXPIREAT"))
		}
		p.Refuse("DBSIZE", "ERR not today")
	}
	if n, err := client.DBSize(context.Background()).Result(); err == nil {
		t.Errorf("%d of %d keys, past the proxies", n, len(keys))
	}
}

func failOver(t *testing.T, c *ClusterNodes) {
	master := c.Masters()[0]
	replica := c.ReplicasOf(master)[0]
	c.Failover(replica)
	if heirs := c.ReplicasOf(replica); len(heirs) != 1 || heirs[0] != master {
		t.Errorf("replicas of the new master: %v", heirs)
	}
}

func killMaster(t *testing.T, c *ClusterNodes) {
	master := c.Masters()[1]
	c.waitForWrites(t, master)
	heir := c.KillMaster(master)
	if len(c.Masters()) != 3 || len(c.Addrs()) != 5 || !slices.Contains(c.Masters(), heir) {
		t.Errorf("masters %d, nodes %d", len(c.Masters()), len(c.Addrs()))
	}
	master.Restart()
	c.Settle()
	if heirs := c.ReplicasOf(heir); len(heirs) != 1 || heirs[0] != master {
		t.Errorf("the old master is none of the replicas %v", heirs)
	}
}

func (c *ClusterNodes) waitForWrites(t *testing.T, master *Server) {
	t.Helper()
	if n := master.Do("WAIT", 1, time.Minute.Milliseconds()); n != int64(1) {
		t.Fatalf("%v replicas have the writes", n)
	}
}
