package redistest

import "strings"

// handle sends the commands in what the client sent to the backend or
// answers them itself; false ends the session's requests.
func (s *session) handle(data []byte) bool {
	s.rest = append(s.rest, data...)
	var batch []byte // for the backend, in one write
	for {
		args, size, err := parseCommand(s.rest)
		if err != nil {
			return s.surrender(batch)
		}
		if size == 0 {
			return s.forward(batch)
		}
		raw := s.rest[:size]
		s.rest = s.rest[size:]
		if len(args) == 0 { // an empty line, which the backend ignores
			continue
		}
		var ok bool
		if batch, ok = s.command(args, raw, batch); !ok {
			return false
		}
	}
}

// command handles one command and returns what the backend is still to get.
func (s *session) command(args []string, raw, batch []byte) ([]byte, bool) {
	s.proxy.tally.note(args)
	d := debt{}
	if act := s.proxy.rules.decide(args); act != nil {
		if !s.forward(batch) { // the backend is to have them before the rule acts
			return nil, false
		}
		batch, d = nil, act(args)
	}
	if streams(args[0]) {
		s.replies.stream()
	}
	s.replies.expect(d)
	if d.local {
		return batch, !d.hangUp
	}
	return append(batch, raw...), true
}

// streams says whether a command's reply is not RESP, or has no end.
func streams(command string) bool {
	switch strings.ToUpper(command) {
	case "SYNC", "PSYNC", "MONITOR":
		return true
	}
	return false
}

// surrender passes on what is no RESP and lets the backend complain.
func (s *session) surrender(batch []byte) bool {
	s.replies.stream()
	return s.forward(append(batch, s.rest...)) && false
}

func (s *session) forward(batch []byte) bool {
	_, err := s.backend.Write(batch)
	return err == nil
}
