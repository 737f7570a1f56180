package redis

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseInfo(t *testing.T) {
	got := parseInfo("# Server\r\nredis_version:7.0.15\r\nrun_id:abc\r\n\r\n# Replication\r\nrole:slave\r\nmaster_link_status:down\r\n" +
		"# Cluster\r\ncluster_enabled:1\r\n# Keyspace\r\ndb0:keys=5,expires=2,avg_ttl=9,subexpiry=1\r\ndb12:keys=1,expires=0,avg_ttl=0\r\ndbx:keys=1\r\n")
	want := Server{Flavor: "redis", Version: "7.0.15", Role: "replica", LinkDown: true, RunID: "abc", Cluster: true,
		DBs: map[int]DB{0: {Keys: 5, Expires: 2, FieldExpires: 1}, 12: {Keys: 1}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestParseInfoValkey(t *testing.T) {
	got := parseInfo("redis_version:7.2.4\r\nserver_name:valkey\r\nvalkey_version:9.0.1\r\nrole:master\r\n")
	if got.Flavor != "valkey" || got.Version != "9.0.1" {
		t.Errorf("%+v", got)
	}
}

func FuzzInfo(f *testing.F) {
	f.Add("db0:keys=5,expires=2,avg_ttl=9\r\n# x\r\nrole:master")
	f.Fuzz(func(t *testing.T, text string) {
		s := parseInfo(text)
		if s.Keys(s.Numbers()) == 0 && len(s.String()) == 0 {
			t.Error("nothing to say")
		}
	})
}
