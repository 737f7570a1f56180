package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The columns of a sample, in seconds; memory in MiB.
const (
	wall   = iota
	own    // CPU of the command
	source // CPU of the servers
	target
	all    // CPU of the three
	memory // the most that was resident
	width
)

func columns() [width]string {
	return [width]string{"wall, s", "own CPU, s", "source CPU, s", "target CPU, s", "all CPU, s", "memory, MiB"}
}

// sample is what one run of a command cost.
type sample [width]float64

// measure runs a command by sh. Exit statuses 0 and 1 are both a result.
func measure(ctx context.Context, command string, servers [2]string) (s sample, status int, err error) {
	var before, after [2]float64
	if before, err = serversCPU(ctx, servers); err != nil {
		return s, 0, err
	}
	start := time.Now()
	state, err := execute(ctx, command)
	s[wall] = time.Since(start).Seconds()
	if err != nil {
		return s, 0, err
	}
	if after, err = serversCPU(ctx, servers); err != nil {
		return s, 0, err
	}
	s[own] = (state.UserTime() + state.SystemTime()).Seconds()
	s[source], s[target] = after[0]-before[0], after[1]-before[1]
	s[all] = s[own] + s[source] + s[target]
	s[memory] = maxResident(state) / (1 << 20)
	return s, state.ExitCode(), nil
}

// execute runs a command and waits for it.
func execute(ctx context.Context, command string) (*os.ProcessState, error) {
	var said bytes.Buffer
	cmd := exec.CommandContext(ctx, "sh", "-c", "exec "+command)
	cmd.Stdout, cmd.Stderr = &said, &said
	err := cmd.Run()
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if cmd.ProcessState == nil {
		return nil, err
	}
	if code := cmd.ProcessState.ExitCode(); code != 0 && code != 1 {
		tail := said.Bytes()[max(0, said.Len()-2000):]
		return nil, fmt.Errorf("%s: %w\n%s", command, err, tail)
	}
	return cmd.ProcessState, nil
}

func serversCPU(ctx context.Context, servers [2]string) (cpu [2]float64, err error) {
	for i, addr := range servers {
		if cpu[i], err = serverCPU(ctx, addr); err != nil {
			return cpu, err
		}
	}
	return cpu, nil
}

// serverCPU is how many seconds of CPU a server has used so far.
func serverCPU(ctx context.Context, addr string) (float64, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	w, err := dial(ctx, addr)
	if err != nil {
		return 0, err
	}
	info, err := w.ask("INFO", "cpu")
	if err != nil {
		return 0, err
	}
	return parseCPU(string(info))
}

// parseCPU reads INFO cpu. What a child of the server used (to save, to
// replicate) is not counted.
func parseCPU(info string) (float64, error) {
	sum, found := 0.0, 0
	for line := range strings.Lines(info) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), ":")
		if name != "used_cpu_sys" && name != "used_cpu_user" {
			continue
		}
		seconds, err := strconv.ParseFloat(value, 64)
		if err != nil {
			return 0, fmt.Errorf("INFO cpu: %w", err)
		}
		sum += seconds
		found++
	}
	if found != 2 {
		return 0, fmt.Errorf("INFO cpu tells no CPU: %q", info)
	}
	return sum, nil
}

// median is the median of each column; samples must not be empty.
func median(samples []sample) (m sample) {
	for i := range m {
		column := make([]float64, 0, len(samples))
		for _, s := range samples {
			column = append(column, s[i])
		}
		slices.Sort(column)
		n := len(column)
		m[i] = (column[(n-1)/2] + column[n/2]) / 2
	}
	return m
}
