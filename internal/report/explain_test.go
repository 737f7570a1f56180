package report

import (
	"testing"

	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/value"
)

func TestExplain(t *testing.T) {
	at := func(ms int64) compare.Facts {
		return compare.Facts{Expiry: compare.Expiry{Form: compare.ExpiresAt, MS: ms}}
	}
	fields := func(t redis.Truth) compare.Facts { return compare.Facts{FieldsExpire: t} }
	for want, c := range map[string]compare.Conflict{
		"":                                                     {Kind: value.Value, Type: "string"},
		"the target has a list":                                {Kind: value.TypeKind, Facts: [2]compare.Facts{{}, {Type: "list"}}},
		"expires 40s later on the target":                      {Kind: value.TTL, Facts: [2]compare.Facts{at(1000), at(41_000)}},
		"expires 1m0s earlier on the target":                   {Kind: value.TTL, Facts: [2]compare.Facts{at(61_000), at(1000)}},
		"expires on the source only":                           {Kind: value.TTL, Facts: [2]compare.Facts{at(1), at(compare.NeverExpires)}},
		"expires on the target only":                           {Kind: value.TTL, Facts: [2]compare.Facts{at(compare.NeverExpires), at(1)}},
		"its fields expire on the source only":                 {Kind: value.TTL, Facts: [2]compare.Facts{fields(redis.Yes), fields(redis.No)}},
		"its fields expire on the target only":                 {Kind: value.TTL, Facts: [2]compare.Facts{fields(redis.No), fields(redis.Yes)}},
		"its fields expire at other times":                     {Kind: value.TTL, Facts: [2]compare.Facts{fields(redis.Yes), fields(redis.Yes)}},
		`on the target: new\n`:                                 {Kind: value.Value, TargetKey: "new\n"},
		"the target has a set; on the target: b":               {Kind: value.TypeKind, TargetKey: "b", Facts: [2]compare.Facts{{}, {Type: "set"}}},
		"the length on the target could not be read: NOPERM x": {Kind: value.LackSource, Facts: [2]compare.Facts{{}, {LenError: "NOPERM x"}}},
	} {
		if got := Explain(c); got != want {
			t.Errorf("%+v: %q, want %q", c, got, want)
		}
	}
}
