package check_test

import "time"

// fault is something that goes wrong.
type fault struct {
	name   string
	suits  func(p *site) bool
	happen func(f *faulty)
	loses  bool // data, for good
}

// lost reports whether data were lost.
func (x fault) lost(*faulty) bool { return x.loses }

func always(*site) bool          { return true }
func isSingle(p *site) bool      { return p.proxy != nil && p.master == nil }
func isReplica(p *site) bool     { return p.master != nil }
func hasProxy(p *site) bool      { return p.proxy != nil }
func isCluster(p *site) bool     { return p.cluster != nil }
func isWatched(p *site) bool     { return p.sentinels != nil }
func isMasterRead(p *site) bool  { return isSingle(p) || p.kind == "cluster" }
func isAloneOrNode(p *site) bool { return !isWatched(p) }

func faults() []fault {
	return []fault{
		{"a restart with data", isSingle, restartWithData, false},
		{"a restart without data", isMasterRead, func(f *faulty) { f.broken.one(f.Rand).Restart() }, true},
		{"a death", isAloneOrNode, func(f *faulty) { f.broken.one(f.Rand).Kill() }, false},
		{"connections cut", always, cutConnections, false},
		{"connections cut again and again", hasProxy, cutAgain, false},
		{"a stall", always, stall, false},
		{"a slow link", hasProxy, func(f *faulty) { f.broken.proxy.Delay(time.Duration(f.IntN(40)) * time.Millisecond) }, false},
		{"no more clients", always, noMoreClients, false},
		{"FLUSHALL", isMasterRead, func(f *faulty) { f.broken.one(f.Rand).Do("FLUSHALL") }, true},
		{"SWAPDB", isSingle, func(f *faulty) { f.broken.read.Do("SWAPDB", 0, 9) }, true},
		{"a replica restarted without data", isReplica, func(f *faulty) { f.broken.read.Restart() }, false},
		{"a replica restarted while its master is away", isReplica, replicaAlone, false},
		{"a failover", isWatched, func(f *faulty) { f.broken.sentinels.Failover() }, false},
		{"the death of a master", isWatched, func(f *faulty) { f.broken.read.Kill() }, false},
		{"a failover in a cluster", isCluster, failover, false},
		{"slots that move", isCluster, moveSlots, false},
		{"a slot that stays open", isCluster, openSlot, false},
	}
}

func restartWithData(f *faulty) {
	s := f.broken.read
	s.Do("SAVE")
	s.Restart()
}

func cutConnections(f *faulty) {
	s := f.broken.one(f.Rand)
	s.Client(0).Do(f.Context(), "CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
}

func cutAgain(f *faulty) {
	for range 10 {
		f.broken.proxy.CutAfter(f.IntN(20000))
	}
	f.broken.proxy.CutAll()
}

// stall stops a server for less than a run waits.
func stall(f *faulty) {
	s := f.broken.one(f.Rand)
	s.Pause()
	<-time.After(time.Duration(100+f.IntN(1500)) * time.Millisecond)
	s.Resume()
}

// noMoreClients has a server turn clients away that come anew.
func noMoreClients(f *faulty) {
	s := f.broken.one(f.Rand)
	c := s.Client(0)
	c.Do(f.Context(), "CONFIG", "SET", "maxclients", "1")
	c.Do(f.Context(), "CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
	<-time.After(time.Duration(20+f.IntN(500)) * time.Millisecond)
	s.Do("CONFIG", "SET", "maxclients", "10000")
}

// replicaAlone restarts a replica that can get its data only later.
func replicaAlone(f *faulty) {
	f.broken.master.Pause()
	f.broken.read.Restart()
	<-time.After(time.Duration(f.IntN(1500)) * time.Millisecond)
	f.broken.master.Resume()
}

func failover(f *faulty) {
	all := f.broken.cluster.Replicas()
	f.broken.cluster.Failover(all[f.IntN(len(all))])
}

func moveSlots(f *faulty) {
	c := f.broken.cluster
	for range 1 + f.IntN(40) {
		slot := f.IntN(16384)
		from, masters := c.Owner(slot), c.Masters()
		if to := masters[f.IntN(len(masters))]; to != from {
			c.MoveSlot(slot, from, to)
		}
	}
}

func openSlot(f *faulty) {
	c := f.broken.cluster
	var key string
	for key = range f.planted {
		break
	}
	slot := c.Slot(key)
	from, masters := c.Owner(slot), c.Masters()
	to := masters[f.IntN(len(masters))]
	if to == from {
		return
	}
	c.StartMove(slot, from, to)
	c.MoveKeys(slot, from, to, 1+f.IntN(3))
}
