package redistest

import (
	"context"
	"crypto/tls"
	"testing"

	"github.com/redis/go-redis/v9"
)

func pingTLS(t *testing.T, addr string, config *tls.Config) error {
	t.Helper()
	c := redis.NewClient(&redis.Options{Addr: addr, TLSConfig: config, MaxRetries: -1, DialerRetries: 1})
	defer c.Close()
	return c.Ping(context.Background()).Err()
}

func TestTLS(t *testing.T) {
	certs := TLS(t)
	s := Start(t, certs.Args()...)
	s.Do("PING")
	if err := pingTLS(t, s.TLSAddr, certs.Config()); err != nil {
		t.Errorf("with a certificate: %v", err)
	}
	without := certs.Config()
	without.Certificates = nil
	if err := pingTLS(t, s.TLSAddr, without); err == nil {
		t.Error("without a client certificate the server answers")
	}
	lenient := Start(t, append(certs.Args(), "--tls-auth-clients", "no")...)
	if err := pingTLS(t, lenient.TLSAddr, without); err != nil {
		t.Errorf("without a certificate: %v", err)
	}
	if err := pingTLS(t, lenient.TLSAddr, &tls.Config{}); err == nil {
		t.Error("a client that does not know the authority trusts the server")
	}
}

func TestTLSCluster(t *testing.T) {
	t.Parallel() // it mostly waits
	certs := TLS(t)
	c := Cluster(t, 2, 0, append(certs.Args(), "--tls-cluster", "yes")...)
	client := redis.NewClusterClient(&redis.ClusterOptions{Addrs: []string{c.Nodes[0].TLSAddr}, TLSConfig: certs.Config()})
	defer client.Close()
	for _, key := range Seed(t, client, 20, 1) {
		if n, err := c.Client().Exists(context.Background(), key).Result(); n != 1 {
			t.Errorf("%q: %v", key, err)
		}
	}
}
