package resp

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"syscall"
)

// Temporary reports whether the reply is an error that says "ask again in a
// while": a fact about the server, not about the key.
func (r Reply) Temporary() bool { return len(r) > 0 && r[0] == '-' && Error(r.Line()).Temporary() }

// Temporary reports whether a server says "ask again in a while".
func (e Error) Temporary() bool {
	return slices.ContainsFunc([]string{"LOADING", "MASTERDOWN", "BUSY", "TRYAGAIN", "CLUSTERDOWN"}, e.Code) || e.full()
}

// full reports whether the server has no room for another connection. It says so
// before it was asked anything, and hangs up. Redis 7.0 has "clients + cluster
// connections".
func (e Error) full() bool { return strings.HasPrefix(string(e), "ERR max number of clients") }

// IsTemporary reports whether an error is a server's "ask again in a while".
func IsTemporary(err error) bool {
	said := Error("")
	return errors.As(err, &said) && said.Temporary()
}

// Definite reports whether an error says that the server does not do what it was
// asked and will not do it next time either. The words are those of Redis, its
// forks and known proxies. Other words may be about the moment.
func (e Error) Definite() bool {
	if e.Temporary() {
		return false
	}
	if slices.ContainsFunc([]string{"NOPERM", "NOAUTH", "WRONGPASS", "WRONGTYPE", "DENIED"}, e.Code) {
		return true
	}
	text := strings.ToLower(string(e))
	return slices.ContainsFunc([]string{"unknown", "unsupported", "not support", "n't support", "not allowed", "not permitted",
		"permission", "denied", "deny", "forbidden", "disabled", "not enabled", "out of range", "wrong number", "syntax",
		"not implemented", "unrecognized", "illegal", "password", "invalid db", "invalid database", "invalid command",
		"invalid request", "invalid user"}, func(word string) bool { return strings.Contains(text, word) })
}

// UnknownCommand reports whether a server does not know a command, or not by that
// name.
func (e Error) UnknownCommand() bool { return strings.Contains(string(e), "unknown command") }

// WantsPassword reports whether a server answers nobody who has not logged in.
func (e Error) WantsPassword() bool {
	return e.Code("NOAUTH") || e == "ERR operation not permitted" // the latter before Redis 2.8
}

// IsHangUp reports whether the other side closed the connection.
func IsHangUp(err error) bool {
	return slices.ContainsFunc([]error{io.EOF, io.ErrUnexpectedEOF, syscall.ECONNRESET, syscall.EPIPE},
		func(end error) bool { return errors.Is(err, end) })
}

// AsRefusal marks a server's error that is definite.
func AsRefusal(said Error) error {
	if said.Definite() {
		return fmt.Errorf("%w: %w", ErrRefused, said)
	}
	return said
}

// WithACLHint says how to mend an error that is one of permissions.
func WithACLHint(err error, command string) error {
	if said := Error(""); !errors.As(err, &said) || !said.Code("NOPERM") {
		return err
	}
	whole, _, sub := strings.Cut(command, "|")
	if !sub {
		return fmt.Errorf("%w; allow it: ACL SETUSER ... +%s", err, command)
	}
	return fmt.Errorf("%w; allow it: ACL SETUSER ... +%s (before Redis 7.0: +%s)", err, command, whole)
}
