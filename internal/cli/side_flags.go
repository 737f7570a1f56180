package cli

import (
	"fmt"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/redis-full-check/redis-full-check/internal/redis"
)

// sideFlags say where the two deployments are and how to get in. The flags of
// one side differ from those of the other by the name they begin with.
func (in *input) sideFlags(fs *pflag.FlagSet) {
	letters := [2]struct{ address, password string }{{"s", "p"}, {"t", "a"}}
	for i := range in.cfg.Sides {
		s := &in.cfg.Sides[i]
		s.addressFlags(fs, letters[i].address)
		s.loginFlags(fs, letters[i].password)
	}
	fs.Var(span{to: &in.cfg.Sides[source].Redis.RetryFor}, "retry-for",
		"ask a silent server again for this `TIME` before it counts as gone")
}

// defaultRetryFor is how long a silent server is asked again.
const defaultRetryFor = 30 * time.Second

// defaultSide is a side before its flags are read.
func defaultSide(name string) side {
	return side{Redis: redis.Options{Name: name, Kind: redis.Auto, AuthCommand: "AUTH", RetryFor: defaultRetryFor}}
}

// addressFlags say where a deployment is.
func (s *side) addressFlags(fs *pflag.FlagSet, letter string) {
	name := s.Redis.Name
	fs.StringVarP(&s.Redis.Address, name, letter, "", "`ADDRESS` of the "+name+
		": HOST:PORT, or several of a cluster's with ; between, or a URL such as rediss://HOST/DB; see above")
	fs.Var(choice[redis.Kind]{&s.Redis.Kind, kinds()}, name+"dbtype",
		"`TYPE` of the "+name+": db (or 0), cluster (1), aliyun (2) or tencent (3) for their proxies, sentinel; auto asks the server")
}

// loginFlags say how to get into a deployment.
func (s *side) loginFlags(fs *pflag.FlagSet, letter string) {
	name := s.Redis.Name
	fs.VarP(secret{&s.Redis.Password}, name+"password", letter,
		fmt.Sprintf("`PASSWORD` or USER:PASSWORD for the %s; by default that of the environment variable %s", name, s.variable()))
	fs.StringVar(&s.PasswordFile, name+"passwordfile", "", "read the password from `FILE`")
	fs.StringVar(&s.Redis.User, name+"user", "", "log in as this ACL `USER`")
	fs.Var(choice[string]{&s.Redis.AuthCommand, authTypes()}, name+"authtype",
		"log in by this `TYPE` of command: auth or adminauth")
	fs.StringVar(&s.Redis.SentinelUser, name+"sentineluser", "", "log in to the sentinels as this ACL `USER`")
	fs.Var(secret{&s.Redis.SentinelPassword}, name+"sentinelpassword",
		"`PASSWORD` of the sentinels; by default none is tried, and then the "+name+"'s")
}

// variable names the environment variable with the password of the side.
func (s *side) variable() string { return strings.ToUpper(s.Redis.Name) + "_PASSWORD" }

// authTypes are the spellings of --sourceauthtype and --targetauthtype.
func authTypes() []word[string] {
	return []word[string]{{"auth", "AUTH"}, {"adminauth", "ADMINAUTH"}}
}
