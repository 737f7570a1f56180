package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/redis-full-check/redis-full-check/internal/redistest"
)

func TestParseCPU(t *testing.T) {
	info := "$99\r\n# CPU\r\nused_cpu_sys:1.500000\r\nused_cpu_user:2.250000\r\nused_cpu_sys_children:7.0\r\n" +
		"used_cpu_user_children:8.0\r\nused_cpu_sys_main_thread:9.0\r\n\r\n"
	if got, err := parseCPU(info); got != 3.75 || err != nil {
		t.Errorf("%v, %v", got, err)
	}
	for _, info := range []string{"", "used_cpu_sys:1\r\n", "used_cpu_sys:x\r\nused_cpu_user:1\r\n"} {
		if got, err := parseCPU(info); err == nil {
			t.Errorf("%q: %v", info, got)
		}
	}
}

func TestMedian(t *testing.T) {
	odd := []sample{{wall: 9, own: 1}, {wall: 2, own: 3}, {wall: 3, own: 2}}
	if got := median(odd); got != (sample{wall: 3, own: 2}) {
		t.Errorf("%v", got)
	}
	if got := median(append(odd, sample{wall: 4, own: 4})); got != (sample{wall: 3.5, own: 2.5}) {
		t.Errorf("%v", got)
	}
}

func TestTable(t *testing.T) {
	got := tableHead() + tableRows([2]string{"floor", "check"}, [2]sample{
		{wall: 2, own: 1, source: 0.5, target: 0.5, all: 2, memory: 10},
		{wall: 3, own: 1.5, source: 0.5, target: 0, all: 2.25, memory: 30},
	})
	want := `| | wall, s | own CPU, s | source CPU, s | target CPU, s | all CPU, s | memory, MiB |
|---|---:|---:|---:|---:|---:|---:|
| floor | 2.00 | 1.00 | 0.50 | 0.50 | 2.00 | 10.00 |
| check | 3.00 | 1.50 | 0.50 | 0.00 | 2.25 | 30.00 |
| *ratio* | *1.50* | *1.50* | *1.00* | *0.00* | *1.12* | *3.00* |
`
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if got := ratio(1, 0); got != "–" {
		t.Errorf("a ratio to nothing is %q", got)
	}
}

func TestCompare(t *testing.T) {
	s := redistest.Pair(t)
	got := do(t, "compare", s[0].Addr, s[1].Addr, "2", "true", "sh -c 'exit 1'")
	if !strings.HasPrefix(got, tableHead()+"| A | ") || strings.Count(got, "\n") != 5 {
		t.Error(got)
	}
	got = do(t, "compare", "-rows", "-names", "plain,other", s[0].Addr, s[1].Addr, "1", "true", "true")
	if !strings.HasPrefix(got, "| plain | ") || !strings.Contains(got, "| *ratio* | ") || strings.Count(got, "\n") != 3 {
		t.Error(got)
	}
}

func TestCompareFails(t *testing.T) {
	s := redistest.Pair(t)
	for _, wrong := range []string{"sh -c 'echo I give up; exit 2'", "no-such-program"} {
		var out, log bytes.Buffer
		code := run(t.Context(), []string{"compare", s[0].Addr, s[1].Addr, "3", "true", wrong}, &out, &log)
		if code != 2 || out.Len() > 0 || !strings.Contains(log.String(), "bench compare: B: ") {
			t.Errorf("%s: status %d, %s%s", wrong, code, out.String(), log.String())
		}
		if strings.Contains(wrong, "I give up") && !strings.Contains(log.String(), "\nI give up\n") {
			t.Errorf("what the command said is missing: %s", log.String())
		}
	}
}
