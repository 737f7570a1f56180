package check_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/redis-full-check/redis-full-check/internal/redistest"
)

// TestDatabaseAppears compares databases that had no keys yet when the servers
// were connected to, but do when the first round begins. If the target lacks one,
// the run ends.
func TestDatabaseAppears(t *testing.T) {
	for _, databases := range []string{"16", "4"} {
		servers := [2]*redistest.Server{redistest.Start(t), redistest.Start(t, "--databases", databases)}
		fill := func() {
			for i, s := range servers {
				for _, db := range []int{3, 5} {
					s.Client(db).Set(t.Context(), "k", i, 0)
				}
			}
		}
		got := runMeddled(t, servers, options(), meddling{begin: map[int]func(){1: fill}})
		if databases == "16" {
			expect(t, got, []string{`db3 "k" string value 1/1`, `db5 "k" string value 1/1`})
		} else if words := fmt.Sprint("select database ", 5); got.err == nil || !strings.Contains(got.err.Error(), words) {
			t.Errorf("error %v, not one of %s", got.err, words)
		}
	}
}
