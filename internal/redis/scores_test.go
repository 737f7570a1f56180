package redis

import "testing"

func TestScoresAlike(t *testing.T) {
	old, last, first, later := Server{Flavor: "redis", Version: "5.0.14"}, Server{Flavor: "redis", Version: "7.0.15"},
		Server{Flavor: "redis", Version: "7.2.0"}, Server{Flavor: "redis", Version: "10.0.1"}
	valkey, other := Server{Flavor: "valkey", Version: "8.1.0"}, Server{Flavor: "dragonfly", Version: "1.2.0"}
	for _, tt := range []struct {
		a, b Server
		want bool
	}{
		{old, last, true},
		{last, first, false},
		{first, later, true},
		{later, valkey, true},
		{old, valkey, false},
		{other, other, true},
		{other, Server{Flavor: "dragonfly", Version: "1.3.0"}, false},
		{other, last, false},
		{Server{Flavor: "redis", Version: "unstable"}, last, false},
		{Server{Flavor: "unknown"}, Server{Flavor: "unknown"}, false},
	} {
		if ScoresAlike(tt.a, tt.b) != tt.want || ScoresAlike(tt.b, tt.a) != tt.want {
			t.Errorf("%v and %v: not %v", tt.a, tt.b, tt.want)
		}
	}
}
