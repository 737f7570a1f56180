package cli

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/redis-full-check/redis-full-check/internal/record"
	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/redistest"
	"github.com/redis-full-check/redis-full-check/internal/resp"
)

// TestKinds has every spelling.
func TestKinds(t *testing.T) {
	for text, want := range map[string]redis.Kind{
		"auto": redis.Auto, "0": redis.Standalone, "db": redis.Standalone, "standalone": redis.Standalone,
		"1": redis.Cluster, "cluster": redis.Cluster, "2": redis.AliyunProxy, "aliyun": redis.AliyunProxy,
		"3": redis.TencentProxy, "tencent": redis.TencentProxy,
	} {
		cfg := parse(t, sides("--sourcedbtype="+text, "--targetdbtype", text)...)
		if cfg.Sides[source].Redis.Kind != want || cfg.Sides[target].Redis.Kind != want {
			t.Errorf("%q gives %v", text, cfg.Sides)
		}
	}
	parse(t, sides("-s=master@a:1", "--sourcedbtype=1")...)
	parse(t, sides("-s=a:1;b:1", "--sourcedbtype=cluster")...)
	parse(t, sides("-t=redis+sentinel://a/m", "--targetdbtype=sentinel")...)
}

// compared is what a database of the source is compared with, -1 for nothing.
func compared(c config, db int) int {
	if !c.Check.Wants(db) {
		return -1
	}
	return c.Check.DBMap.Target(db)
}

func TestDatabases(t *testing.T) {
	tests := []struct {
		args []string
		want [4]int // what databases 0 to 3 are compared with
	}{
		{sides(), [4]int{0, 1, 2, 3}},
		{sides("--sourcedbfilterlist=1;2", "--targetdbfilterlist=2;3"), [4]int{-1, -1, 2, -1}},
		{sides("--dbmap=0=1,1=0"), [4]int{1, 0, 2, 3}},
		{sides("--dbmap=*=0"), [4]int{0, 0, 0, 0}},
		{sides("--dbmap=*=0,3=5"), [4]int{0, 0, 0, 5}},
		{sides("--dbmap=3=5,*=0", "--targetdbfilterlist=5"), [4]int{-1, -1, -1, 5}},
		{sides("--dbmap=0=2", "--targetdbfilterlist=2"), [4]int{2, -1, 2, -1}},
		{sides("--dbmap=0=2", "--targetdbfilterlist=2", "--sourcedbfilterlist=0"), [4]int{2, -1, -1, -1}},
		{[]string{"-s", "redis://a:1/2", "-t", "b:2"}, [4]int{-1, -1, 2, -1}},
		{[]string{"-s", "a:1", "-t", "redis://b:2/2"}, [4]int{-1, -1, 2, -1}},
		{[]string{"-s", "redis://a:1/2", "-t", "redis://b:2/2"}, [4]int{-1, -1, 2, -1}},
		{[]string{"-s", "redis://a:1/1", "-t", "redis://b:2/3"}, [4]int{-1, 3, -1, -1}},
		{[]string{"-s", "redis://a:1/1", "-t", "redis://b:2", "--dbmap=*=0"}, [4]int{-1, 0, -1, -1}},
		{[]string{"-s", "redis://a:1", "-t", "redis://b:2/3", "--dbmap=0=3"}, [4]int{3, -1, -1, 3}},
		{[]string{"-s", "redis://a:1/1", "-t", "b:2", "--sourcedbfilterlist=1"}, [4]int{-1, 1, -1, -1}},
	}
	for _, tt := range tests {
		cfg := parse(t, tt.args...)
		var got [4]int
		for db := range got {
			got[db] = compared(cfg, db)
		}
		if got != tt.want {
			t.Errorf("%q: got %v, want %v", tt.args, got, tt.want)
		}
	}
}

// TestScopeIsNoted has what is written down with the result.
func TestScopeIsNoted(t *testing.T) {
	got := parse(t, "-s", "redis://a:1/1", "-t", "redis://b:1/2", "-f", "a*", "--include", "b*", "--include", "re:c", "--exclude=d",
		"--type=set", "--keymap", "s/a/b/", "--keymap", "s/b/c/").Scope
	want := []record.Flag{{Name: "filterlist", Value: "a*"}, {Name: "include", Value: "b*\nre:c"}, {Name: "exclude", Value: "d"}, {Name: "type", Value: "set"},
		{Name: "keymap", Value: "s/a/b/\ns/b/c/"}, {Name: "dbmap", Value: "1=2"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got := parse(t, sides()...).Scope; got != nil {
		t.Errorf("got %v", got)
	}
}

// TestCertificates gives files that are right, and some that are not.
func TestCertificates(t *testing.T) {
	c := redistest.TLS(t)
	cfg := parse(t, sides("--sourcecacert", c.CA, "--targetcert", c.ClientCert, "--targetkey="+c.ClientKey)...)
	want := [2]resp.TLS{{On: true, CA: c.CA}, {On: true, Cert: c.ClientCert, Key: c.ClientKey}}
	if got := [2]resp.TLS{cfg.Sides[source].Redis.TLS, cfg.Sides[target].Redis.TLS}; got != want {
		t.Errorf("got %+v", got)
	}
	got := try(sides("--sourcecert", c.CA, "--sourcekey", c.Key), nil)
	if got.status != exitTrouble || got.ran {
		t.Errorf("a key that does not belong to the certificate: %+v", got)
	}
}
