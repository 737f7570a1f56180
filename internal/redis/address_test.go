package redis

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/redis-full-check/redis-full-check/internal/resp"
)

func TestParseAddress(t *testing.T) {
	a := []string{"a:1"}
	abc := []string{"a:1", "b:2", "c:3"}
	for in, want := range map[string]Address{
		"10.0.0.1:6379":                    {Kind: Auto, Nodes: []string{"10.0.0.1:6379"}, DB: -1},
		"[::1]:6379":                       {Kind: Auto, Nodes: []string{"[::1]:6379"}, DB: -1},
		"a:1;b:2;c:3":                      {Kind: Cluster, Nodes: abc, DB: -1},
		"master@a:1":                       {Kind: Cluster, Nodes: a, Role: Master, DB: -1},
		"slave@a:1;b:2;c:3":                {Kind: Cluster, Nodes: abc, Role: Replica, DB: -1},
		"@a:1":                             {Kind: Cluster, Nodes: a, Role: Master, DB: -1},
		"redis://a:1":                      {Kind: Auto, Nodes: a, DB: -1},
		"redis://a:1/5":                    {Kind: Auto, Nodes: a, DB: 5},
		"redis://a":                        {Kind: Auto, Nodes: []string{"a:6379"}, DB: -1},
		"rediss://ann:p%40ss@a:1":          {Kind: Auto, Nodes: a, TLS: true, User: "ann", Password: resp.NewSecret("p@ss"), DB: -1},
		"redis://:pa:ss@a:1":               {Kind: Auto, Nodes: a, Password: resp.NewSecret("pa:ss"), DB: -1},
		"redis://word@a:1":                 {Kind: Auto, Nodes: a, Password: resp.NewSecret("word"), DB: -1},
		"unix:///run/redis.sock":           {Kind: Auto, Nodes: []string{"/run/redis.sock"}, DB: -1},
		"a:1,b:2,c:3":                      {Kind: Cluster, Nodes: abc, DB: -1},
		"a:1,b:2;c:3":                      {Kind: Cluster, Nodes: abc, DB: -1},
		"localhost":                        {Kind: Auto, Nodes: []string{"localhost:6379"}, DB: -1},
		"[::1]":                            {Kind: Auto, Nodes: []string{"[::1]:6379"}, DB: -1},
		"redis://[::1]/2":                  {Kind: Auto, Nodes: []string{"[::1]:6379"}, DB: 2},
		"slave@a,b:2":                      {Kind: Cluster, Nodes: []string{"a:6379", "b:2"}, Role: Replica, DB: -1},
		"redis+cluster://a:1,b:2,c:3":      {Kind: Cluster, Nodes: abc, DB: -1},
		"redis+cluster://a:1?role=replica": {Kind: Cluster, Nodes: a, Role: Replica, DB: -1},
		"redis+sentinel://a,b:2/main":      {Kind: Sentinel, Nodes: []string{"a:26379", "b:2"}, Master: "main", DB: -1},
		"rediss+sentinel://a:1/main?role=replica": {Kind: Sentinel, Nodes: a, Master: "main", TLS: true, Role: Replica, DB: -1},
	} {
		got, err := ParseAddress(in)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%q: %v (-want +got):\n%s", in, err, diff)
		}
	}
}

func TestParseAddressErrors(t *testing.T) {
	for _, in := range []string{"", ":6379", "::1:6379", "a:0", "a:65536", "a:redis", "a b:1", "a:1;", "a:1,", "[a", "a]", "[]", "a=b", "a?b", "a#b:1", "hunter2 x", "hunter2=x", "redis://a?password=hunter2",
		"boss@a:1", "x:hunter2@a:1", "redis://", "redis://a:1/x", "redis://a:1/-1", "redis://x:%zz@a:1", "http://a:1", "unix://a",
		"redis+sentinel://a:1", "redis+sentinel://a:1/m?role=boss", "redis://a:1?x=y", "rediss2://a:1"} {
		got, err := ParseAddress(in)
		if err == nil {
			t.Errorf("%q: %+v", in, got)
		} else if strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: %v", in, err)
		}
	}
}

func FuzzAddress(f *testing.F) {
	for _, s := range []string{"localhost:6379", "master@a:1;b:2", "redis://u:p@a:1/3", "redis+sentinel://a,b/m?role=replica", "unix:///x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := ParseAddress(text)
		if err == nil && (len(p.Nodes) == 0 || p.DB < -1 || p.Kind == Sentinel && p.Master == "") {
			t.Errorf("%q: %+v", text, p)
		}
	})
}

// TestSlotOf compares with CLUSTER KEYSLOT's answers.
func TestSlotOf(t *testing.T) {
	for key, want := range map[string]int{"": 0, "foo": 12182, "123456789": 12739, "{foo}bar": 12182, "a{foo}{x}": 12182} {
		if got := slotOf(key); got != want {
			t.Errorf("%q: %d, want %d", key, got, want)
		}
	}
}

func TestMask(t *testing.T) {
	for in, want := range map[string]string{
		"a:1": "a:1", "master@a:1": "master@a:1", "redis://a": "redis://a",
		"redis://u:p@ss@a:1/5": "redis://***@a:1/5", "rediss+sentinel://:p://@a/m": "rediss+sentinel://***@a/m",
	} {
		if got := Mask(in); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
}
