package redistest

import (
	"bytes"
	"errors"
	"strconv"
	"strings"
)

var errRequest = errors.New("not a RESP request")

// parseCommand takes the first command off what a client sent: an array of
// bulk strings or an inline command. The size is 0 while it is incomplete.
func parseCommand(buf []byte) (args []string, size int, err error) {
	if len(buf) == 0 {
		return nil, 0, nil
	}
	if buf[0] != '*' {
		return parseInline(buf)
	}
	count, pos, err := parseCount(buf, '*')
	if err != nil || pos == 0 {
		return nil, 0, err
	}
	for range count {
		arg, n, err := parseBulk(buf[pos:])
		if err != nil || n == 0 {
			return nil, 0, err
		}
		args, pos = append(args, arg), pos+n
	}
	return args, pos, nil
}

func parseInline(buf []byte) ([]string, int, error) {
	end := bytes.IndexByte(buf, '\n')
	return strings.Fields(string(buf[:end+1])), end + 1, nil
}

func parseBulk(buf []byte) (string, int, error) {
	length, pos, err := parseCount(buf, '$')
	if err != nil || pos == 0 || len(buf)-pos-2 < length {
		return "", 0, err
	}
	return string(buf[pos : pos+length]), pos + length + 2, nil
}

// parseCount reads a header such as "*3\r\n" and returns its number and size.
func parseCount(buf []byte, mark byte) (count, size int, err error) {
	if len(buf) == 0 {
		return 0, 0, nil
	}
	if buf[0] != mark {
		return 0, 0, errRequest
	}
	end := bytes.IndexByte(buf, '\n')
	if end < 0 {
		return 0, 0, nil
	}
	count, err = strconv.Atoi(strings.TrimSpace(string(buf[1:end])))
	if err != nil || count < 0 {
		return 0, 0, errRequest
	}
	return count, end + 1, nil
}
