package redis

import "testing"

func TestParseAddress(t *testing.T) {
	for in, want := range map[string]string{
		"10.0.0.1:6379":          "10.0.0.1:6379",
		"redis.example.com:7000": "redis.example.com:7000",
		"[::1]:6379":             "[::1]:6379",
		"::1:6379":               "",
		"localhost":              "",
		":6379":                  "",
		"localhost:0":            "",
		"localhost:65536":        "",
		"localhost:redis":        "",
		"local host:6379":        "",
		"":                       "",
	} {
		got, err := ParseAddress(in)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v", in, got, err)
		}
	}
}

func FuzzAddress(f *testing.F) {
	f.Add("localhost:6379")
	f.Fuzz(func(t *testing.T, text string) {
		if got, err := ParseAddress(text); err == nil {
			if again, err := ParseAddress(got); again != got || err != nil {
				t.Errorf("%q: %q, %v", got, again, err)
			}
		}
	})
}
