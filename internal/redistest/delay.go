package redistest

import "time"

// Delay makes each direction take d longer, as distance does: what is
// under way at the same time is not slowed down further. 0 ends it. What
// is already under way keeps its own delay.
func (p *Proxy) Delay(d time.Duration) { p.latency.Store(int64(d)) }

// due returns when what arrives now is to be delivered.
func (p *Proxy) due() time.Time {
	return time.Now().Add(time.Duration(p.latency.Load()))
}
