package redistest

import (
	"context"
	"fmt"
	"math/rand/v2"

	"github.com/redis/go-redis/v9"
)

// A kind is a data type: how test data of it are written and changed.
type kind struct {
	name    string // as TYPE says it
	seed    func(w *writer)
	changes []change
}

func kinds() []kind {
	return []kind{stringKind(), hashKind(), listKind(), setKind(), zsetKind(), streamKind()}
}

// A writer queues the commands that write one key.
type writer struct {
	*rand.Rand
	ctx context.Context
	p   redis.Pipeliner
	key string
}

// length returns how many elements to write: few, seldom so many that the
// server changes the encoding.
func (w *writer) length() int {
	if w.IntN(40) == 0 {
		return 600
	}
	return 1 + w.IntN(12)
}

// elements returns n different names, a number or binary here and there.
func (w *writer) elements(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = w.element(i)
	}
	return out
}

func (w *writer) element(i int) string {
	switch w.IntN(8) {
	case 0:
		return fmt.Sprint(i)
	case 1:
		return fmt.Sprintf("\x00\r\n\xff%d", i)
	case 2:
		return fmt.Sprintf("%d-%s", i, w.text(80))
	}
	return fmt.Sprintf("element-%d", i)
}

// text returns up to n printable characters.
func (w *writer) text(n int) string { return w.bytes(n, ' ', '~') }

// binary returns up to n bytes of any value.
func (w *writer) binary(n int) string { return w.bytes(n, 0, 255) }

func (w *writer) bytes(n int, low, high byte) string {
	out := make([]byte, w.IntN(n+1))
	for i := range out {
		out[i] = low + byte(w.IntN(int(high-low)+1))
	}
	return string(out)
}

// anys turns names into arguments.
func anys(names []string) []any {
	out := make([]any, len(names))
	for i, name := range names {
		out[i] = name
	}
	return out
}
