package redistest

import (
	"fmt"
	"strings"
)

// Configure sets parameters of a running server, given by name and value and
// one after the other, as servers before 7.0 want it. The names are those of
// Redis 7.0; of a listpack that the server does not know it sets what was its
// ziplist. A parameter that the server does not have stays away.
func (s *Server) Configure(pairs ...any) {
	s.t.Helper()
	for ; len(pairs) > 0; pairs = pairs[2:] {
		name := fmt.Sprint(pairs[0])
		for _, known := range []string{name, strings.Replace(name, "listpack", "ziplist", 1)} {
			if len(s.Do("CONFIG", "GET", known).([]any)) > 0 {
				s.Do("CONFIG", "SET", known, pairs[1])
				break
			}
		}
	}
}

// Can says whether the server has a command. It has to be 2.8.13 or later.
func (s *Server) Can(command string) bool {
	s.t.Helper()
	about := s.Do("COMMAND", "INFO", command).([]any)
	return len(about) == 1 && about[0] != nil
}

// KeepExpired has the server keep what has expired until somebody asks for
// it, if the server allows DEBUG.
func (s *Server) KeepExpired() {
	_, _ = s.try("DEBUG", "SET-ACTIVE-EXPIRE", 0) // a server that does not expires it sooner
}
