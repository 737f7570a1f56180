package cli

import (
	"errors"

	"github.com/spf13/pflag"

	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/resp"
)

// tlsFlags say how the two deployments are spoken to.
func (in *input) tlsFlags(fs *pflag.FlagSet) {
	for i := range in.cfg.Sides {
		in.cfg.Sides[i].tlsFlags(fs)
	}
}

func (s *side) tlsFlags(fs *pflag.FlagSet) {
	name, t := s.Redis.Name, &s.Redis.TLS
	fs.BoolVar(&t.On, name+"tls", false, "speak TLS to the "+name+"; any of the flags below does it, too, as does rediss://")
	fs.StringVar(&t.CA, name+"cacert", "", "PEM `FILE` of the authorities to trust; by default those of this machine")
	fs.StringVar(&t.Cert, name+"cert", "", "PEM `FILE` of the certificate to show")
	fs.StringVar(&t.Key, name+"key", "", "PEM `FILE` of the certificate's key")
	fs.StringVar(&t.ServerName, name+"servername", "", "`NAME` to ask for and to expect in the server's certificate")
	fs.BoolVar(&t.Insecure, name+"insecure", false, "take any certificate of the "+name)
}

// completeTLS turns TLS on where it is asked for, and reads the files once to
// name the flag of one that is no good.
func (in *input) completeTLS(s *side, place redis.Address) error {
	name, t := s.Redis.Name, &s.Redis.TLS
	off := in.given(name+"tls") && !t.On
	t.On = t.On || place.TLS || t.CA+t.Cert+t.Key+t.ServerName != "" || t.Insecure
	switch {
	case off && t.On:
		return in.wrong(name+"tls", errors.New("false, but the address or another flag asks for TLS"))
	case t.Cert != "" && t.Key == "":
		return in.wrong(name+"cert", errors.New("its key is missing: give --"+name+"key"))
	case t.Cert == "" && t.Key != "":
		return in.wrong(name+"key", errors.New("its certificate is missing: give --"+name+"cert"))
	}
	if err := (resp.TLS{On: t.On, CA: t.CA}).Check(); err != nil {
		return in.wrong(name+"cacert", err)
	}
	if err := (resp.TLS{On: t.On, Cert: t.Cert, Key: t.Key}).Check(); err != nil {
		return in.wrong(name+"cert", err)
	}
	return nil
}
