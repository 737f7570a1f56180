package redistest

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Configure sets parameters of a running server, given by name and value and
// one after the other, as servers before 7.0 want it. The names are those of
// Redis 7.0; of a listpack that the server does not know it sets what was its
// ziplist. A parameter that the server does not have stays away.
func (s *Server) Configure(pairs ...any) {
	s.t.Helper()
	for ; len(pairs) > 0; pairs = pairs[2:] {
		if name, _, ok := s.parameter(fmt.Sprint(pairs[0])); ok {
			s.Do("CONFIG", "SET", name, pairs[1])
		}
	}
}

// Parameter returns the value of a parameter that Configure knows, "" of one
// that the server does not have.
func (s *Server) Parameter(name string) string {
	s.t.Helper()
	_, value, _ := s.parameter(name)
	return value
}

// parameter returns a parameter's name on this server, and its value.
func (s *Server) parameter(name string) (known, value string, ok bool) {
	s.t.Helper()
	for _, known := range []string{name, strings.Replace(name, "listpack", "ziplist", 1)} {
		if pair := s.Do("CONFIG", "GET", known).([]any); len(pair) > 1 {
			return known, fmt.Sprint(pair[1]), true
		}
	}
	return "", "", false
}

// Can says whether the server has a command. It has to be 2.8.13 or later.
func (s *Server) Can(command string) bool {
	s.t.Helper()
	about := s.Do("COMMAND", "INFO", command).([]any)
	return len(about) == 1 && about[0] != nil
}

// Since says whether the server is of a version of Redis like "7.0", or later, or
// does what that did: Valkey says that it is Redis 7.2.
func (s *Server) Since(version string) bool {
	s.t.Helper()
	numbers := regexp.MustCompile(`redis_version:(\d+)\.(\d+)`).FindStringSubmatch(fmt.Sprint(s.Do("INFO", "server")))
	wanted := strings.Split(version, ".")
	if len(numbers) < 3 || len(wanted) != 2 {
		s.t.Fatalf("the server at %s is no Redis, or %q no version like 7.0", s.Addr, version)
	}
	for i, text := range wanted {
		want, err := strconv.Atoi(text)
		if err != nil {
			s.t.Fatalf("%q is no version like 7.0", version)
		}
		if is, _ := strconv.Atoi(numbers[i+1]); is != want { // digits
			return is > want
		}
	}
	return true
}

// KeepExpired has the server keep what has expired until somebody asks for
// it, if the server allows DEBUG.
func (s *Server) KeepExpired() {
	_, _ = s.try("DEBUG", "SET-ACTIVE-EXPIRE", 0) // a server that does not expires it sooner
}
