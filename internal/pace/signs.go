package pace

import (
	"slices"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/redis"
)

// mark is what was counted up to one moment, by the node and by us.
type mark struct {
	at    time.Time
	load  redis.Load
	count count
	spent time.Duration
}

// marks are the newest ones, the oldest first.
type marks []mark

// keep is how many marks are kept: several seconds' worth.
const keep = 17

func (m marks) add(one mark) marks {
	if len(m) == keep {
		m = slices.Delete(m, 0, 1)
	}
	return append(m, one)
}

// others is between which bounds the rate of the commands lies that were not ours.
// What is under way while the node counts blurs it, the less the longer the time:
// it goes back as far as it takes to tell whether somebody is there.
func (m marks) others(scripted int64) (least, most float64) {
	if len(m) < 2 || m[len(m)-1].load.Commands < 0 {
		return Unknown, Unknown
	}
	now := m[len(m)-1]
	least, most = Unknown, Unknown
	for back := 1; back < len(m); back *= 2 {
		then := m[len(m)-1-back]
		seconds := now.at.Sub(then.at).Seconds()
		all, keys := now.load.Commands-then.load.Commands, now.count.keys-then.count.keys
		if then.load.Commands < 0 || all < 0 || seconds <= 0 {
			break // it was started again
		}
		least = max(float64(all-(now.count.sent-then.count.got)-keys*scripted)/seconds, 0)
		most = max(float64(all-(now.count.got-then.count.sent))/seconds, 0)
		if least >= someone || most < someone {
			break
		}
	}
	return least, most
}

// use is which share of a core the node used, and of its time on us, since the last
// mark but one, and what a key cost it at most.
func (m marks) use() (busy, ours float64, key time.Duration) {
	if len(m) < 2 {
		return Unknown, 0, 0
	}
	then, now := m[len(m)-2], m[len(m)-1]
	passed := now.at.Sub(then.at)
	ours = min((now.spent-then.spent).Seconds()/passed.Seconds(), 1)
	if then.load.CPU < 0 || now.load.CPU < then.load.CPU || passed <= 0 {
		return Unknown, ours, 0
	}
	used := now.load.CPU - then.load.CPU
	const enough = 500 // keys that say what one costs
	if keys := now.count.keys - then.count.keys; keys >= enough {
		key = used / time.Duration(keys)
	}
	busy = used.Seconds() / passed.Seconds()
	return busy, min(ours, busy), key
}

// times are the newest of some measured times.
type times []time.Duration

func (t times) add(most int, d time.Duration) times {
	if len(t) == most {
		t = slices.Delete(t, 0, 1)
	}
	return append(t, d)
}

// at is the one below which a share of them is, 0 of none.
func (t times) at(share float64) time.Duration {
	if len(t) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(t))
	return sorted[int(share*float64(len(sorted)))]
}

func (t times) median() time.Duration { return t.at(0.5) }
