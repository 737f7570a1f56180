package redistest

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// A Server is a redis-server process on 127.0.0.1. Kill may be called from
// any goroutine, the other methods from the test's.
type Server struct {
	Addr    string // host:port, without TLS
	Port    int
	TLSAddr string // host:port with TLS, "" without; see Certs.Args

	t       testing.TB
	args    []string // the caller's, before ports are filled in
	dir     string
	log     string
	program program
	clients clients

	mu   sync.Mutex
	argv []string
	proc *process // nil while it is down
}

// A program is a way to run a binary: as a server or as a sentinel.
type program struct {
	release Release
	ready   string // what its log says when it serves
	argv    func(s *Server) []string
}

// Start starts a redis-server without persistence on a free port, with its
// own directory, and returns when it serves. The args are passed on, as in
// Start(t, "--requirepass", "secret"); a "{tlsport}" among them becomes a
// second free port.
func Start(t testing.TB, args ...string) *Server {
	t.Helper()
	return installed(t).Start(t, args...)
}

func asServer(r Release) program {
	return program{release: r, ready: "eady to accept connections", argv: serverArgv}
}

// Pair starts two servers alike: a source and a target.
func Pair(t testing.TB, args ...string) [2]*Server {
	t.Helper()
	return [2]*Server{Start(t, args...), Start(t, args...)}
}

func startProgram(t testing.TB, p program, args []string) *Server {
	t.Helper()
	dir := t.TempDir()
	s := &Server{t: t, program: p, args: args, dir: dir, log: filepath.Join(dir, "server.log")}
	t.Cleanup(s.close)
	for range 20 {
		s.takePorts()
		if err := s.launch(); err == nil {
			return s
		} else if !portTaken(err) {
			t.Fatal(err)
		}
	}
	t.Fatal("start a server: every port tried was taken by another process")
	return nil
}

func portTaken(err error) bool {
	text := strings.ToLower(err.Error())
	return strings.Contains(text, "already in use") || strings.Contains(text, "failed listening on port")
}

// takePorts gives the server the ports it will have for the rest of its life.
func (s *Server) takePorts() {
	s.t.Helper()
	s.Port = s.port()
	s.Addr = localAddr(s.Port)
	s.argv = s.program.argv(s)
	if i := slices.Index(s.argv, "{tlsport}"); i >= 0 {
		port := s.port()
		s.argv[i] = strconv.Itoa(port)
		s.TLSAddr = localAddr(port)
	}
}

func (s *Server) port() int {
	s.t.Helper()
	port, err := freePort()
	if err != nil {
		s.t.Fatal(err)
	}
	return port
}

func serverArgv(s *Server) []string {
	own := []string{s.program.release.path, "--port", strconv.Itoa(s.Port), "--bind", "127.0.0.1", "--dir", s.dir,
		"--save", "", "--appendonly", "no", "--repl-diskless-sync-delay", "0"}
	return append(own, s.args...)
}

// binary returns the path of redis-server.
func binary(t testing.TB) string {
	t.Helper()
	name := os.Getenv("REDIS_SERVER")
	if name == "" {
		name = "redis-server"
	}
	path, err := exec.LookPath(name)
	if err != nil {
		t.Fatalf("%v; install it (apt-get install redis-server, brew install redis) or set REDIS_SERVER to its path", err)
	}
	return path
}

func (s *Server) launch() error {
	p, err := launch(s.argv, s.log, s.program.ready)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.proc = p
	return nil
}

// running returns the server's process, or nil while it is down.
func (s *Server) running() *process {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.proc
}

// Kill ends the server as a crash would, with SIGKILL, and returns when it
// is gone. To kill one that is down changes nothing.
func (s *Server) Kill() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.proc != nil {
		s.proc.kill()
		s.proc = nil
	}
}

// Restart kills the server if it runs and starts it again with the same
// port, directory and arguments. Its data are lost unless the test had it
// SAVE them before.
func (s *Server) Restart() {
	s.t.Helper()
	s.Kill()
	deadline := time.Now().Add(startTimeout)
	for {
		err := s.launch()
		if err == nil {
			return
		}
		if !portTaken(err) || time.Now().After(deadline) {
			s.t.Fatal(err)
		}
	}
}

// Log returns what the current or last process of the server has written.
func (s *Server) Log() string {
	text, err := os.ReadFile(s.log)
	if err != nil {
		s.t.Fatalf("read the server's log: %v", err)
	}
	return string(text)
}

func (s *Server) close() {
	s.clients.close()
	s.Kill()
}

func (s *Server) option(name string) string { return option(s.args, name) }

// option returns the value of a configuration argument, "" without it.
func option(args []string, name string) string {
	i := slices.Index(args, name)
	if i < 0 || i+1 == len(args) {
		return ""
	}
	return args[i+1]
}
