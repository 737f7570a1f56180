package resp

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
)

// TLS says how to encrypt. The zero value does not.
type TLS struct {
	On         bool
	CA         string // file of certificates that are trusted; "": the system's
	Cert, Key  string // files of our own certificate, for servers that want one
	ServerName string // expected in the server's certificate; "": the host of the address
	Insecure   bool   // take any certificate
}

// Check reads the files and says what is wrong with them.
func (t TLS) Check() error {
	_, err := t.Config()
	return err
}

// ErrNoTLS marks errors of a handshake with a server that seems not to speak TLS.
var ErrNoTLS = errors.New("the server seems to speak no TLS")

// encrypt makes the TLS handshake.
func encrypt(ctx context.Context, raw net.Conn, config *tls.Config, addr string) (net.Conn, error) {
	if config.ServerName == "" {
		config = config.Clone()
		config.ServerName, _, _ = CutPort(addr)
	}
	c := tls.Client(raw, config)
	err := c.HandshakeContext(ctx)
	var plain tls.RecordHeaderError
	var certificate *tls.CertificateVerificationError
	switch {
	case errors.As(err, &certificate):
		return nil, fmt.Errorf("%w: %w", ErrRefused, err)
	case errors.As(err, &plain), errors.Is(err, context.DeadlineExceeded), errors.Is(err, io.EOF):
		return nil, fmt.Errorf("%w: %w", ErrNoTLS, err)
	}
	return c, err
}

// Config reads the files; nil means no TLS.
func (t TLS) Config() (*tls.Config, error) {
	if !t.On {
		return nil, nil
	}
	c := &tls.Config{ServerName: t.ServerName, InsecureSkipVerify: t.Insecure, MinVersion: tls.VersionTLS12} //nolint:gosec // asked for
	if t.CA != "" {
		pem, err := os.ReadFile(t.CA)
		if err != nil {
			return nil, fmt.Errorf("read the CA's certificates: %w", err)
		}
		c.RootCAs = x509.NewCertPool()
		if !c.RootCAs.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("%s holds no certificate", t.CA)
		}
	}
	if (t.Cert == "") != (t.Key == "") {
		return nil, errors.New("a client certificate and its key go together")
	}
	if t.Cert != "" {
		pair, err := tls.LoadX509KeyPair(t.Cert, t.Key)
		if err != nil {
			return nil, fmt.Errorf("read the client certificate: %w", err)
		}
		c.Certificates = []tls.Certificate{pair}
	}
	return c, nil
}
