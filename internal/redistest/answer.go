package redistest

// Answer has a command answered by the proxy with these bytes of RESP.
func (p *Proxy) Answer(command, raw string, limits ...Limit) {
	p.AnswerWith(command, func([]string) string { return raw }, limits...)
}

// AnswerWith has a command answered by the proxy with what the function
// returns; "" lets the command through to the backend, after the function
// has done whatever the test wanted to happen at this moment. It is called
// from the proxy's goroutines, in the order of one connection's commands.
func (p *Proxy) AnswerWith(command string, answer func(args []string) string, limits ...Limit) {
	p.rules.add(command, func(args []string) debt {
		raw := answer(args)
		return debt{local: raw != "", answer: raw}
	}, limits)
}
