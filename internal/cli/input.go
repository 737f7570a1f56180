package cli

import (
	"errors"
	"fmt"

	"github.com/spf13/pflag"

	"redis-full-check/internal/redis"
)

// config completes and checks what single flags cannot: it may be called once
// they are parsed. It reads the password files and opens nothing else.
func (in *input) config() (config, error) {
	cfg := in.cfg
	if cfg.Result.DB == "" {
		return config{}, in.wrong("db", errors.New("empty; give the name of a file"))
	}
	if cfg.Check.BigKey == 0 {
		cfg.Check.BigKey = defaultBigKey
	}
	cfg.Check.DBs = cfg.Sides[source].DBs
	cfg.Progress.NoColor = cfg.Progress.NoColor || in.getenv("NO_COLOR") != ""
	cfg.Sides[target].Redis.RetryFor = cfg.Sides[source].Redis.RetryFor
	for i := range cfg.Sides {
		if err := in.complete(&cfg.Sides[i]); err != nil {
			return config{}, err
		}
	}
	return cfg, nil
}

// complete checks the address of a side and finds its password.
func (in *input) complete(s *side) (err error) {
	name := s.Redis.Name
	if s.Redis.Address == "" {
		return in.wrong(name, errors.New("missing; give HOST:PORT of the "+name))
	}
	if err := checkAddress(s.Redis.Address); err != nil {
		return in.wrong(name, err)
	}
	s.Redis.Password, err = in.password(*s)
	s.Redis.SplitPassword = !s.Redis.Password.IsZero()
	return err
}

// password is that of the side's flag, of its file or of its variable,
// whichever is given first.
func (in *input) password(s side) (redis.Secret, error) {
	flag, file := s.Redis.Name+"password", s.Redis.Name+"passwordfile"
	switch {
	case in.given(flag) && in.given(file):
		return redis.Secret{}, in.wrong(flag, fmt.Errorf("give either this or --%s, not both", file))
	case in.given(flag):
		return s.Redis.Password, nil
	case in.given(file):
		secret, err := readPassword(s.PasswordFile)
		if err != nil {
			return redis.Secret{}, in.wrong(file, err)
		}
		return secret, nil
	default:
		return redis.NewSecret(in.getenv(s.variable())), nil
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
