package cli

import (
	"errors"
	"fmt"

	"github.com/spf13/pflag"

	"github.com/redis-full-check/redis-full-check/internal/check"
	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/resp"
)

// config completes and checks what single flags cannot: it may be called once
// they are parsed. It reads the files of passwords and certificates and opens
// nothing else.
func (in *input) config() (config, error) {
	cfg := in.cfg
	if cfg.Result.DB == "" {
		return config{}, in.wrong("db", errors.New("empty; give the name of a file"))
	}
	if cfg.Result.Text.taken(cfg.Result.DB) {
		return config{}, in.wrong("result", fmt.Errorf("%s is a file that -d names; give another name", cfg.Result.Text))
	}
	if cfg.Check.BigKey == 0 {
		cfg.Check.BigKey = check.Defaults().BigKey
	}
	if m := cfg.Check.Mode; cfg.Check.Digest && m != compare.FullValue && m != compare.Outline {
		return config{}, in.wrong("digest", fmt.Errorf("mode %d compares no values; leave this out, or give -m 1 or 4", m))
	}
	if !in.given("batchcount") {
		cfg.Check.Batch = check.Automatic
	}
	if !in.given("parallel") {
		cfg.Check.Parallel = check.Automatic
	}
	cfg.Progress.NoColor = in.noColor()
	cfg.Sides[target].Redis.RetryFor = cfg.Sides[source].Redis.RetryFor
	var places [2]redis.Address
	var err error
	for i := range cfg.Sides {
		if places[i], err = in.complete(&cfg.Sides[i]); err != nil {
			return config{}, err
		}
	}
	if err := in.scope(&cfg, places); err != nil {
		return config{}, err
	}
	cfg.Flags = in.flags(places)
	return cfg, cfg.Check.Validate()
}

// noColor reports whether colours are not wanted.
func (in *input) noColor() bool {
	return in.cfg.Progress.NoColor || in.getenv("NO_COLOR") != "" || in.getenv("TERM") == "dumb"
}

// complete checks the address of a side and finds its password and
// certificates.
func (in *input) complete(s *side) (place redis.Address, err error) {
	name := s.Redis.Name
	if s.Redis.Address == "" {
		return place, in.wrong(name, errors.New("missing; give HOST:PORT of the "+name))
	}
	if place, err = parseAddress(s.Redis.Address); err != nil {
		return place, in.wrong(name, err)
	}
	if !hasPort(s.Redis.Address) && hasPort(s.Redis.Password.Reveal()) {
		return place, in.wrong(name, fmt.Errorf("is it exchanged with --%spassword, which is given an address? If not, give the port, too", name))
	}
	if err := checkKind(s.Redis.Kind, place); err != nil {
		return place, in.wrong(name+"dbtype", err)
	}
	if s.Redis.Password, err = in.password(*s, place); err != nil {
		return place, err
	}
	s.Redis.SplitPassword = !s.Redis.Password.IsZero()
	return place, in.completeTLS(s, place)
}

// password is that of the side's flag, of its file, of its address or of its
// variable, whichever is given first.
func (in *input) password(s side, place redis.Address) (resp.Secret, error) {
	flag, file := s.Redis.Name+"password", s.Redis.Name+"passwordfile"
	switch {
	case in.given(flag) && in.given(file):
		return resp.Secret{}, in.wrong(flag, fmt.Errorf("give either this or --%s, not both", file))
	case in.given(flag):
		return s.Redis.Password, nil
	case in.given(file):
		secret, err := readPassword(s.PasswordFile)
		if err != nil {
			return resp.Secret{}, in.wrong(file, err)
		}
		return secret, nil
	case !place.Password.IsZero():
		return resp.Secret{}, nil // redis takes it from there
	default:
		return resp.NewSecret(in.getenv(s.variable())), nil
	}
}

// given reports whether a flag is on the command line.
func (in *input) given(name string) bool {
	f := in.lookup(name)
	return f != nil && f.Changed
}

// lookup finds a flag by its long name.
func (in *input) lookup(name string) *pflag.Flag {
	for _, g := range in.groups {
		if f := g.flags.Lookup(name); f != nil {
			return f
		}
	}
	return nil
}

// wrong is an error about a flag.
func (in *input) wrong(name string, err error) error {
	return fmt.Errorf("%s: %w", spelled(in.lookup(name)), err)
}
