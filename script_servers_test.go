package main

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"
	"github.com/rogpeppe/go-internal/testscript"

	"github.com/redis-full-check/redis-full-check/internal/redistest"
)

// serverCommands are the words about servers; scriptCommands explains them.
func serverCommands() map[string]scriptCommand {
	return map[string]scriptCommand{
		"redis": cmdRedis, "tls": cmdTLS, "cluster": cmdCluster, "sentinel": cmdSentinel,
		"do": cmdDo, "fill": cmdFill, "proxy": cmdProxy, "answer": cmdAnswer, "crash": cmdCrash,
	}
}

// servers are the servers and proxies of one script, by name.
type servers struct {
	t         testing.TB
	processes map[string]*redistest.Server
	clusters  map[string]*redistest.ClusterNodes
	proxies   map[string]*redistest.Proxy
}

func newServers(env *testscript.Env) servers {
	return servers{env.T().(testing.TB), map[string]*redistest.Server{},
		map[string]*redistest.ClusterNodes{}, map[string]*redistest.Proxy{}}
}

// server finds a server by its name.
func server(ts *testscript.TestScript, name string) *redistest.Server {
	s := stateOf(ts).servers.processes[name]
	if s == nil {
		ts.Fatalf("there is no server %s", name)
	}
	return s
}

// client is a client of a server's database, or of a cluster.
func client(ts *testscript.TestScript, name string, db int) redis.UniversalClient {
	if c := stateOf(ts).servers.clusters[name]; c != nil {
		return c.Client()
	}
	return server(ts, name).Client(db)
}

// rename puts the names of servers and proxies for their addresses.
func (s servers) rename(text string) string {
	var pairs []string
	for name, p := range s.processes {
		pairs = append(pairs, p.Addr, strings.ToUpper(name))
	}
	for name, c := range s.clusters {
		for _, n := range c.Nodes {
			pairs = append(pairs, n.Addr, strings.ToUpper(name))
		}
	}
	for name, p := range s.proxies {
		pairs = append(pairs, p.Addr, strings.ToUpper(name))
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

func cmdRedis(ts *testscript.TestScript, _ bool, args []string) {
	need(ts, args, 1, "redis NAME [ARG...]")
	all := stateOf(ts).servers
	s := redistest.Start(all.t, args[1:]...)
	all.processes[args[0]] = s
	ts.Setenv(args[0], s.Addr)
}

// cmdTLS starts a server whose address is that of its TLS port. The files of
// its authority and of a client are $NAME_ca, $NAME_cert and $NAME_key.
func cmdTLS(ts *testscript.TestScript, _ bool, args []string) {
	need(ts, args, 1, "tls NAME [ARG...]")
	all := stateOf(ts).servers
	certs := redistest.TLS(all.t)
	s := redistest.Start(all.t, append(certs.Args(), args[1:]...)...)
	all.processes[args[0]] = s
	ts.Setenv(args[0], s.TLSAddr)
	ts.Setenv(args[0]+"_ca", certs.CA)
	ts.Setenv(args[0]+"_cert", certs.ClientCert)
	ts.Setenv(args[0]+"_key", certs.ClientKey)
}

// cmdCluster starts a cluster; $NAME is its first node, $NAME_all a list of all.
func cmdCluster(ts *testscript.TestScript, _ bool, args []string) {
	need(ts, args, 3, "cluster NAME MASTERS REPLICAS")
	masters, err := strconv.Atoi(args[1])
	ts.Check(err)
	replicas, err := strconv.Atoi(args[2])
	ts.Check(err)
	all := stateOf(ts).servers
	c := redistest.Cluster(all.t, masters, replicas)
	all.clusters[args[0]] = c
	ts.Setenv(args[0], c.Addrs()[0])
	ts.Setenv(args[0]+"_all", strings.Join(c.Addrs(), ";"))
}

func cmdSentinel(ts *testscript.TestScript, _ bool, args []string) {
	need(ts, args, 3, "sentinel NAME SERVER MASTER")
	s := redistest.Sentinel(stateOf(ts).servers.t, args[2], server(ts, args[1]), nil, 1)
	ts.Setenv(args[0], s.Nodes[0].Addr)
}

func cmdDo(ts *testscript.TestScript, _ bool, args []string) {
	need(ts, args, 2, "do NAME[/DB] WORD...")
	name, number, _ := strings.Cut(args[0], "/")
	db, err := strconv.Atoi("0" + number)
	ts.Check(err)
	words := make([]any, len(args)-1)
	for i, w := range args[1:] {
		words[i] = w
	}
	err = client(ts, name, db).Do(context.Background(), words...).Err()
	if err != nil && !errors.Is(err, redis.Nil) {
		ts.Fatalf("%v", err)
	}
}

func cmdFill(ts *testscript.TestScript, _ bool, args []string) {
	need(ts, args, 2, "fill N NAME...")
	n, err := strconv.Atoi(args[0])
	ts.Check(err)
	for _, name := range args[1:] {
		redistest.Seed(stateOf(ts).servers.t, client(ts, name, 0), n, 1)
	}
}

func cmdProxy(ts *testscript.TestScript, _ bool, args []string) {
	need(ts, args, 2, "proxy NAME SERVER")
	all := stateOf(ts).servers
	p := redistest.NewProxy(all.t, server(ts, args[1]).Addr)
	all.proxies[args[0]] = p
	ts.Setenv(args[0], p.Addr)
}

func proxy(ts *testscript.TestScript, name string) *redistest.Proxy {
	p := stateOf(ts).servers.proxies[name]
	if p == nil {
		ts.Fatalf("there is no proxy %s", name)
	}
	return p
}

func cmdAnswer(ts *testscript.TestScript, _ bool, args []string) {
	need(ts, args, 4, "answer PROXY COMMAND KEY RAW")
	key := redistest.When(func(words []string) bool { return slices.Contains(words[1:], args[2]) })
	proxy(ts, args[0]).Answer(args[1], args[3], key)
}

func cmdCrash(ts *testscript.TestScript, _ bool, args []string) {
	need(ts, args, 1, "crash SERVER [PROXY COMMAND N]")
	s := server(ts, args[0])
	if len(args) == 1 {
		s.Kill()
		return
	}
	need(ts, args, 4, "crash SERVER [PROXY COMMAND N]")
	n, err := strconv.Atoi(args[3])
	ts.Check(err)
	kill := func([]string) string { s.Kill(); return "" }
	proxy(ts, args[1]).AnswerWith(args[2], kill, redistest.After(n), redistest.Times(1))
}
