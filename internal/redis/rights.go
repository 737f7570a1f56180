package redis

import (
	"errors"
	"slices"

	"github.com/redis-full-check/redis-full-check/internal/resp"
)

// User is the ACL user that we are logged in as; "" is the default user.
func (d *Deployment) User() string { return d.dialer.Login.User }

// Denied reports whether the servers have a command that our user may not run.
func (d *Deployment) Denied(command string) bool {
	said := resp.Error("")
	return errors.As(d.Refusal(command), &said) && said.Code("NOPERM")
}

// NamesSubcommands reports whether the rules of the server's users may name
// subcommands, as in +memory|usage (Redis 7.0, Valkey); before that +memory
// allows them all. A server that keeps its version to itself is taken for a newer
// one.
func (s Server) NamesSubcommands() bool {
	return s.Flavor != "keydb" && (s.Version == "" || s.since(7, 0))
}

// SparesUse reports whether a node is told that our reads are no use of its keys
// (CLIENT NO-TOUCH). It may not listen to a user without that right.
func (d *Deployment) SparesUse(node string) bool {
	return slices.ContainsFunc(d.introduction(node), func(words []string) bool { return words[1] == "NO-TOUCH" })
}

// Kind is the kind of deployment that was found.
func (d *Deployment) Kind() Kind { return d.kind() }
