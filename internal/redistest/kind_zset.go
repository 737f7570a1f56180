package redistest

import (
	"fmt"
	"strconv"

	"github.com/redis/go-redis/v9"
)

func zsetKind() kind {
	return kind{
		name:    "zset",
		seed:    seedZset,
		changes: []change{changeScore, addScored, removeScored},
	}
}

func seedZset(w *writer) {
	args := []any{"ZADD", w.key}
	for _, member := range w.elements(w.length()) {
		args = append(args, w.score(), member)
	}
	w.p.Do(w.ctx, args...)
}

// score returns a score as text: also infinite, huge, tiny, or one that
// servers of different versions print differently.
func (w *writer) score() string {
	extremes := []string{"inf", "-inf", "0", "-0", "1e300", "-1e-300", "0.1", "3.0000000000000004"}
	switch w.IntN(4) {
	case 0:
		return extremes[w.IntN(len(extremes))]
	case 1:
		return strconv.FormatFloat(w.NormFloat64(), 'g', 17, 64)
	}
	return strconv.Itoa(w.IntN(2000) - 1000)
}

func changeScore(m *mutation) string {
	m.t.Helper()
	was := m.scored()
	score := was.Score/2 + 1
	if score == was.Score { // 2, or infinite
		score = 5
	}
	must(m, m.c.ZAdd(m.ctx, m.key, redis.Z{Score: score, Member: was.Member}))
	return fmt.Sprintf("changed the score of %q from %v to %v", was.Member, was.Score, score)
}

func addScored(m *mutation) string {
	m.t.Helper()
	member := m.fresh()
	must(m, m.c.ZAdd(m.ctx, m.key, redis.Z{Score: m.Float64(), Member: member}))
	return fmt.Sprintf("added member %q", member)
}

func removeScored(m *mutation) string {
	m.t.Helper()
	was := m.scored()
	must(m, m.c.ZRem(m.ctx, m.key, was.Member))
	return fmt.Sprintf("removed member %q", was.Member)
}

// scored returns a member and its score.
func (m *mutation) scored() redis.Z {
	m.t.Helper()
	i := m.Int64N(must(m, m.c.ZCard(m.ctx, m.key)))
	return must(m, m.c.ZRangeWithScores(m.ctx, m.key, i, i))[0]
}
