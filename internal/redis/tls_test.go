package redis_test

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/redistest"
	"github.com/redis-full-check/redis-full-check/internal/resp"
)

// TestTLS lets in who is trusted and trusts, and says what is wrong with whom
// it does not.
func TestTLS(t *testing.T) {
	t.Parallel() // it mostly waits
	certs, others := redistest.TLS(t), redistest.TLS(t)
	strict := redistest.Start(t, append(certs.Args(), "--tls-auth-clients", "yes")...)
	open := redistest.Start(t, append(certs.Args(), "--tls-auth-clients", "no")...)
	own := resp.TLS{On: true, CA: certs.CA, Cert: certs.ClientCert, Key: certs.ClientKey}
	with := func(change func(*resp.TLS)) resp.TLS {
		out := own
		change(&out)
		return out
	}
	for _, c := range []struct {
		name, addr string
		tls        resp.TLS
		words      string // of the error
	}{
		{"trusted", strict.TLSAddr, own, ""},
		{"by the scheme", "rediss://" + strict.TLSAddr, with(func(c *resp.TLS) { c.On = false }), ""},
		{"no certificate needed", open.TLSAddr, resp.TLS{On: true, CA: certs.CA}, ""},
		{"no certificate", strict.TLSAddr, resp.TLS{On: true, CA: certs.CA}, "wants a client certificate"},
		{"another's certificate", strict.TLSAddr, with(func(c *resp.TLS) { c.Cert, c.Key = others.ClientCert, others.ClientKey }), "that it trusts"},
		{"another CA", strict.TLSAddr, with(func(c *resp.TLS) { c.CA = others.CA }), "unknown authority"},
		{"the system's CAs", strict.TLSAddr, with(func(c *resp.TLS) { c.CA = "" }), "unknown authority"},
		{"insecure", strict.TLSAddr, with(func(c *resp.TLS) { c.CA, c.Insecure = "", true }), ""},
		{"server name", strict.TLSAddr, with(func(c *resp.TLS) { c.ServerName = "localhost" }), ""},
		{"another server name", strict.TLSAddr, with(func(c *resp.TLS) { c.ServerName = "example.com" }), "example.com"},
		{"no TLS there", strict.Addr, own, "seems to speak no TLS"},
		{"no TLS here", strict.TLSAddr, resp.TLS{}, "wants TLS"},
		{"no file", strict.TLSAddr, with(func(c *resp.TLS) { c.CA = "/none" }), "/none"},
		{"no certificate in the file", strict.TLSAddr, with(func(c *resp.TLS) { c.CA = certs.Key }), "holds no certificate"},
		{"half a certificate", strict.TLSAddr, with(func(c *resp.TLS) { c.Key = "" }), "go together"},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := options(c.addr)
			o.TLS = c.tls
			started := time.Now()
			got := say(t, o)
			if c.words == "" == strings.HasPrefix(got, "error") || !strings.Contains(got, c.words) {
				t.Error(got)
			}
			if took := time.Since(started); took > 2500*time.Millisecond {
				t.Error("it took", took)
			}
		})
	}
}

// TestTLSCluster reaches all nodes of a cluster with TLS.
func TestTLSCluster(t *testing.T) {
	t.Parallel() // it mostly waits
	certs := redistest.TLS(t)
	c := redistest.Cluster(t, 2, 0, append(certs.Args(), "--tls-cluster", "yes", "--tls-replication", "yes")...)
	o := options("rediss+cluster://" + c.Nodes[0].TLSAddr)
	o.TLS = resp.TLS{CA: certs.CA, Cert: certs.ClientCert, Key: certs.ClientKey}
	d, err := redis.Connect(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if keys := sweepAll(t, d); len(keys) > 0 {
		t.Error(keys)
	}
	p := d.Pipeline()
	defer p.Close()
	p.Add("GETRANGE", "{a}", "0", "1")
	p.Add("GETRANGE", "{b}", "0", "1")
	if err := p.Exec(t.Context()); err != nil || p.Reply(0).Err() != nil || p.Reply(1).Err() != nil {
		t.Error(err, p.Reply(0).Err(), p.Reply(1).Err())
	}
}

// TestSocket reaches a server by a Unix socket.
func TestSocket(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s")
	redistest.Start(t, "--unixsocket", path, "--requirepass", "pw")
	contains(t, say(t, options("unix://:pw@"+path)), path, "master")
	contains(t, say(t, options("unix://"+path+"x")), "error", "no such file")
}
