package check_test

import (
	"strings"
	"testing"
)

// TestOtherEngines asks engines that only speak like Redis for no random members:
// they load all members for that, or leave some out.
func TestOtherEngines(t *testing.T) {
	servers, proxies, want := seeded(t, 60)
	do(t, servers[0], cmd("SADD", "s", "a", "b"))
	do(t, servers[1], cmd("SADD", "s", "a", "b"))
	text := strings.Replace(servers[1].Do("INFO").(string), "redis_version:", "dragonfly_version:df-v1.2\r\nredis_version:", 1)
	proxies[1].AnswerWith("INFO", func([]string) string { return bulk(text) })
	proxies[1].Record(1 << 16)
	expect(t, run(t, servers[0].Addr, proxies[1].Addr, options()), want)
	for _, args := range proxies[1].Log() {
		random := args[0] == "HRANDFIELD" || args[0] == "SRANDMEMBER"
		if random && args[1] != "redis-full-check:no-such-key" {
			t.Errorf("%q", args)
		}
	}
}
