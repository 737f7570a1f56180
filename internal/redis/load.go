package redis

import (
	"context"
	"strconv"
	"time"
)

// Load is what a server tells of its work so far, from INFO.
type Load struct {
	Commands int64         // that it ran; -1 if it does not tell
	CPU      time.Duration // that it used: its main thread alone, where that is told (Redis 6.2 on Linux); -1 if it does not tell
}

// Meter asks one node how it is, over a connection of its own that no governor
// holds back. It serves one goroutine at a time.
type Meter struct {
	p      *Pipeline
	node   string
	direct bool
}

// Meter returns a meter of a node. It must be closed. direct says that the node is
// the process that holds the keys (see NodeKeys). Others are only asked what any
// proxy passes on; what they count means nothing.
func (d *Deployment) Meter(node string, direct bool) *Meter {
	return &Meter{d.Pipeline(), node, direct}
}

// Ping returns how long the node takes to answer the lightest of commands.
func (m *Meter) Ping(ctx context.Context) (time.Duration, error) {
	if m.direct {
		m.p.AddTo(m.node, "PING")
	} else {
		m.p.Add("TYPE", probeKey)
	}
	started := time.Now()
	err := m.p.Exec(ctx)
	return time.Since(started), err
}

// Load reads the node's counters. The command itself is not counted yet, the one
// beside it is.
func (m *Meter) Load(ctx context.Context) (Load, error) {
	if !m.direct {
		return Load{Commands: -1, CPU: -1}, nil
	}
	stats, cpu := m.p.AddTo(m.node, "INFO", "stats"), m.p.AddTo(m.node, "INFO", "cpu")
	if err := m.p.Exec(ctx); err != nil {
		return Load{}, err
	}
	f := map[string]string{}
	for _, i := range []int{stats, cpu} {
		text, err := m.p.Reply(i).Text()
		if err != nil {
			continue // refused: it does not tell
		}
		for name, value := range infoFields(string(text)) {
			f[name] = value
		}
	}
	return parseLoad(f), nil
}

// LoadCommands is how many commands Load sends.
const LoadCommands = 2

// Close closes the connection.
func (m *Meter) Close() { m.p.Close() }

func parseLoad(f map[string]string) Load {
	l := Load{Commands: -1, CPU: -1}
	if n, err := strconv.ParseInt(f["total_commands_processed"], 10, 64); err == nil {
		l.Commands = n
	}
	for _, suffix := range []string{"_main_thread", ""} {
		user, errUser := strconv.ParseFloat(f["used_cpu_user"+suffix], 64)
		sys, errSys := strconv.ParseFloat(f["used_cpu_sys"+suffix], 64)
		if errUser == nil && errSys == nil {
			l.CPU = time.Duration((user + sys) * float64(time.Second))
			break
		}
	}
	return l
}
