package redis

// progress adds up how far the ranges of a sweep are. Each weighs what it holds
// of the keys, by what the servers say: databases and nodes are seldom alike.
type progress struct {
	weights []float64
	shares  []float64 // of each range, how much of it is done
	all     float64   // sum of the weights
	best    float64   // share of the whole; it never falls
}

// NodeDB is one database of one node.
type NodeDB struct {
	Node string
	DB   int
}

func newProgress(spans []span, facts Keyspace, best float64) *progress {
	p := &progress{weights: make([]float64, len(spans)), shares: make([]float64, len(spans)), best: best}
	parts := map[NodeDB]float64{}
	for _, r := range spans {
		if r.ID == "" {
			parts[NodeDB{r.Node, r.DB}]++
		}
	}
	for i, r := range spans {
		p.weights[i] = 1 // a sweep costs something, even of what is empty or not counted
		if n, known := facts.Of(r.Node); known && r.ID == "" {
			p.weights[i] += float64(n.DBs[r.DB].Keys) / parts[NodeDB{r.Node, r.DB}]
		}
		p.all += p.weights[i]
	}
	return p
}

// almost is a share that is all but done.
const almost = 0.99

// of is how far the sweep of a range is. Where its cursor does not tell, the keys
// do, though not that they are all; 0 if nothing is known.
func (p *progress) of(i int, scan *scanner) float64 {
	if share := scan.share(); share > 0 || p.weights[i] == 1 {
		return share
	}
	return min(float64(scan.met)/p.weights[i], almost)
}

// move notes the share of one range and returns that of the whole.
func (p *progress) move(i int, share float64) float64 {
	p.shares[i] = share
	sum := 0.0
	for i, part := range p.shares {
		sum += part * p.weights[i]
	}
	p.best = max(p.best, sum/p.all)
	return p.best
}
