package redistest

import (
	"crypto/tls"
	"crypto/x509"
	"os"
	"path/filepath"
	"testing"
)

// Certs are the files of a private authority: its own certificate, one for
// servers at 127.0.0.1 and localhost, one for clients. All are PEM.
type Certs struct {
	CA, Cert, Key, ClientCert, ClientKey string // paths

	t testing.TB
}

// TLS makes an authority and its certificates, valid for a day.
func TLS(t testing.TB) *Certs {
	t.Helper()
	dir := t.TempDir()
	c := &Certs{
		CA:         filepath.Join(dir, "ca.crt"),
		Cert:       filepath.Join(dir, "server.crt"),
		Key:        filepath.Join(dir, "server.key"),
		ClientCert: filepath.Join(dir, "client.crt"),
		ClientKey:  filepath.Join(dir, "client.key"),
		t:          t,
	}
	if err := c.issue(); err != nil {
		t.Fatalf("make certificates: %v", err)
	}
	return c
}

// Args are the arguments with which Start gives a server a port with TLS,
// Server.TLSAddr, beside the one without. It asks clients for certificates
// unless "--tls-auth-clients", "no" follow.
func (c *Certs) Args() []string {
	return []string{"--tls-port", "{tlsport}", "--tls-ca-cert-file", c.CA,
		"--tls-cert-file", c.Cert, "--tls-key-file", c.Key}
}

// Config is what a client needs that trusts the authority and shows its own
// certificate.
func (c *Certs) Config() *tls.Config {
	c.t.Helper()
	pool := x509.NewCertPool()
	text, err := os.ReadFile(c.CA)
	if err != nil || !pool.AppendCertsFromPEM(text) {
		c.t.Fatalf("read the certificate of the authority: %v", err)
	}
	own, err := tls.LoadX509KeyPair(c.ClientCert, c.ClientKey)
	if err != nil {
		c.t.Fatalf("read the client's certificate: %v", err)
	}
	return &tls.Config{RootCAs: pool, Certificates: []tls.Certificate{own}, MinVersion: tls.VersionTLS12}
}
