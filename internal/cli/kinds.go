package cli

import (
	"errors"
	"fmt"

	"github.com/redis-full-check/redis-full-check/internal/redis"
)

// kinds are the spellings of --sourcedbtype and --targetdbtype. The numbers are
// those of redis-full-check 1.x.
func kinds() []word[redis.Kind] {
	return []word[redis.Kind]{
		{"auto", redis.Auto},
		{"db", redis.Standalone}, {"standalone", redis.Standalone}, {"0", redis.Standalone},
		{"cluster", redis.Cluster}, {"1", redis.Cluster},
		{"aliyun", redis.AliyunProxy}, {"2", redis.AliyunProxy},
		{"tencent", redis.TencentProxy}, {"3", redis.TencentProxy},
		{"sentinel", redis.Sentinel},
	}
}

// checkKind reports whether an address can be that of a kind of deployment.
func checkKind(kind redis.Kind, place redis.Address) error {
	switch {
	case kind == redis.Auto || kind == place.Kind:
		return nil
	case kind == redis.Sentinel:
		return errors.New("a sentinel's address is redis+sentinel://HOST:26379/NAME of the master")
	case place.Kind == redis.Auto:
		return nil
	}
	return fmt.Errorf("%s does not fit the address, which is that of a %s", kindName(kind), kindName(place.Kind))
}

// kindName is the first spelling of a kind.
func kindName(kind redis.Kind) string { return choice[redis.Kind]{&kind, kinds()}.String() }
