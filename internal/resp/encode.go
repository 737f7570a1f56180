package resp

import "strconv"

// AppendCommand encodes a command as RESP.
func AppendCommand(out []byte, args ...string) []byte {
	out = AppendHead(out, '*', len(args))
	for _, a := range args {
		out = AppendArg(out, a)
	}
	return out
}

// AppendArg encodes one of a command's words.
func AppendArg(out []byte, arg string) []byte {
	out = AppendHead(out, '$', len(arg))
	out = append(out, arg...)
	return append(out, '\r', '\n')
}

// AppendHead encodes the first line of an array ('*') or a string ('$').
func AppendHead(out []byte, kind byte, n int) []byte {
	out = append(out, kind)
	out = strconv.AppendInt(out, int64(n), 10)
	return append(out, '\r', '\n')
}
