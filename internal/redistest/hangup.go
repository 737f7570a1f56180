package redistest

// HangUp has the proxy close the connection on which a command arrives,
// once the commands before it are answered. The command gets no answer and
// does not reach the backend.
func (p *Proxy) HangUp(command string, limits ...Limit) {
	p.rules.add(command, func([]string) debt { return debt{local: true, hangUp: true} }, limits)
}
