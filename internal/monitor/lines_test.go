package monitor

import (
	"bytes"
	"log/slog"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/redis-full-check/redis-full-check/internal/check"
)

func TestLines(t *testing.T) {
	var out bytes.Buffer
	noTime := func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		return a
	}
	log := slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{ReplaceAttr: noTime}))
	waiting := halfway()
	waiting.Waiting, waiting.Share, waiting.Unverified = true, 1, 2
	play(t, ErrFinished, Lines{log}.Paint,
		check.Snapshot{}, earlier(0.4), halfway(), waiting, waiting, check.Snapshot{Round: 2, Rounds: 3})
	want := `level=INFO msg=checking round=1/3 done=40% keys=1200000 keys_per_second=0 conflicts=986 of=3000000 elapsed=0s
level=INFO msg=checking round=1/3 done=50% keys=1500000 keys_per_second=300000 conflicts=1234 of=3000000 elapsed=0s left=5s
level=INFO msg="waiting for the next round" round=1/3 done=100% keys=1500000 keys_per_second=100000 conflicts=1234 unverified=2 of=3000000 elapsed=0s resumes_in=0s left=0s
level=INFO msg=checking round=2/3 done=0% keys=0 keys_per_second=0 conflicts=0 elapsed=0s
`
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Error(diff)
	}
}
