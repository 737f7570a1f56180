package check

import "testing"

func TestDetail(t *testing.T) {
	for want, key := range map[string][2]string{"": {"a", "a"}, `on the target: "b\n\xff"`: {"a", "b\n\xff"}} {
		if got := detail(key); got != want {
			t.Errorf("%q: %s", key, got)
		}
	}
}
