package redis

import (
	"strconv"
	"testing"
)

// TestEndless finds circles of any length, and no sweep that only takes long.
func TestEndless(t *testing.T) {
	for _, length := range []int{1, 2, 3, 100, 10000} {
		for _, tail := range []int{0, 1, 77} {
			var e endless
			var err error
			n := 0
			for ; err == nil && n < 20*(length+tail); n++ {
				at := n
				if n >= tail {
					at = tail + (n-tail)%length
				}
				err = e.page(strconv.Itoa(1+at), 1)
			}
			if err == nil {
				t.Errorf("a circle of %d after %d was not noticed in %d pages", length, tail, n)
			}
		}
	}
	var e endless
	for n := range maxEmpty + 2 {
		err := e.page(strconv.Itoa(1+n), 0)
		if (err != nil) != (n >= maxEmpty) {
			t.Fatalf("page %d: %v", n, err)
		}
	}
	many := endless{keys: 10 * fewKeys}
	if !many.doubted() || many.believe(fewKeys) != nil || many.doubted() || many.believe(-1) != nil || many.believe(5) == nil {
		t.Errorf("%+v", many)
	}
}
