package cli

import (
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/redis-full-check/redis-full-check/internal/record"
	"github.com/redis-full-check/redis-full-check/internal/redis"
)

// flags lists the flags that were given, but for secrets: the next run can be given
// them. An address loses its password; its user becomes a flag.
func (in *input) flags(places [2]redis.Address) []record.Flag {
	var given []record.Flag
	in.each(func(f *pflag.Flag) {
		if _, hidden := f.Value.(secret); hidden || !f.Changed {
			return
		}
		texts := []string{f.Value.String()}
		if r, ok := f.Value.(interface{ each() []string }); ok {
			texts = r.each()
		}
		for _, text := range texts {
			if slices.Contains(sideNames(), f.Name) {
				text = withoutLogin(text)
			}
			given = append(given, record.Flag{Name: f.Name, Value: text})
		}
	})
	for i, name := range sideNames() {
		if user := places[i].User; user != "" && !in.given(name+"user") {
			given = append(given, record.Flag{Name: name + "user", Value: user})
		}
	}
	return given
}

func sideNames() []string { return []string{"source", "target"} }

// withoutLogin cuts user and password out of an address.
func withoutLogin(address string) string {
	scheme, rest, url := strings.Cut(address, "://")
	at := strings.LastIndexByte(rest, '@')
	if !url || at < 0 {
		return address
	}
	return scheme + "://" + rest[at+1:]
}
