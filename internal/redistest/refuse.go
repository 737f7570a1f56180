package redistest

// Refuse has a command answered with an error by the proxy, for example
// Refuse("XINFO STREAM", "ERR unknown command"). The command may be one
// word or two, in any case.
func (p *Proxy) Refuse(command, words string, limits ...Limit) {
	p.Answer(command, "-"+words+"\r\n", limits...)
}
