package check

import "github.com/redis-full-check/redis-full-check/internal/redis"

// course adds up how far the ranges of a sweep are. Each weighs what it holds
// of the keys, by what the servers say: databases and nodes are seldom alike.
type course struct {
	weights []float64
	shares  []float64 // of each range, how much of it is done
	all     float64   // sum of the weights
	best    float64   // share of the whole; it never falls
}

func newCourse(ranges []redis.Range, facts redis.Keyspace, best float64) *course {
	p := &course{weights: make([]float64, len(ranges)), shares: make([]float64, len(ranges)), best: best}
	type whole struct {
		place
		id string
	}
	parts := map[whole]float64{}
	for _, r := range ranges {
		parts[whole{place{r.Node, r.DB}, r.ID}]++
	}
	for i, r := range ranges {
		p.weights[i] = 1 // a sweep costs something, even of what is empty or not counted
		if n, known := facts.Of(r.Node); known && r.ID == "" {
			p.weights[i] += float64(n.DBs[r.DB].Keys) / parts[whole{place{r.Node, r.DB}, ""}]
		}
		p.all += p.weights[i]
	}
	return p
}

// of is how far the sweep of a range is. Where its cursor does not tell, the keys
// do, though not that they are all; 0 if nothing is known.
func (p *course) of(i int, scan *redis.Scanner) float64 {
	if share := scan.Share(); share > 0 || p.weights[i] == 1 {
		return share
	}
	return min(float64(scan.Met())/p.weights[i], almost)
}

// move notes the share of one range and returns that of the whole.
func (p *course) move(i int, share float64) float64 {
	p.shares[i] = share
	sum := 0.0
	for i, part := range p.shares {
		sum += part * p.weights[i]
	}
	p.best = max(p.best, sum/p.all)
	return p.best
}
