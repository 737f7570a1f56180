package resp

import (
	"bytes"
	"fmt"
)

// Limits of what is believed to be a reply. A longer line or a larger count
// means that whoever answers does not speak RESP2.
const (
	maxLine = 64 << 10
	maxBulk = 4 << 30 // proto-max-bulk-len is 512 MB unless configured otherwise
	maxLen  = 1 << 32
)

// framer finds the end of replies in a growing buffer without looking at any
// byte of a string's contents. pending counts the elements still to come.
type framer struct{ pos, pending int }

// scan goes on until no element is pending. If buf ends before that, it
// returns how many bytes are missing at least; call it again with the same
// bytes and more.
func (f *framer) scan(buf []byte) (missing int, err error) {
	for f.pending > 0 {
		if size := bulk(buf[f.pos:]); size > 0 {
			f.pos += size
			f.pending--
			continue
		}
		missing, err = f.next(buf)
		if missing > 0 || err != nil {
			return missing, err
		}
	}
	return 0, nil
}

// bulk is the size of the whole string that buf begins with, if it is one of
// less than 10,000 bytes, as nearly all elements are; else 0.
func bulk(buf []byte) int {
	const digits = 4
	if len(buf) < digits+4 || buf[0] != '$' {
		return 0
	}
	n, i := 0, 1
	for ; i <= digits && '0' <= buf[i] && buf[i] <= '9'; i++ {
		n = n*10 + int(buf[i]-'0')
	}
	size := i + n + 4
	if i == 1 || buf[i] != '\r' || buf[i+1] != '\n' || size > len(buf) {
		return 0
	}
	return size
}

// next reads one element of any kind.
func (f *framer) next(buf []byte) (missing int, err error) {
	end := bytes.IndexByte(buf[f.pos:], '\n')
	if end < 0 {
		return 1, f.tooLong(len(buf))
	}
	size, more, err := element(buf[f.pos : f.pos+end+1])
	if err != nil {
		return 0, err
	}
	if next := f.pos + size; next > len(buf) {
		return next - len(buf), nil
	}
	f.pos += size
	f.pending += more - 1
	return 0, nil
}

func (f *framer) tooLong(have int) error {
	if have-f.pos > maxLine {
		return fmt.Errorf("not a Redis reply: a line of over %d bytes", maxLine)
	}
	return nil
}

// element reads an element's first line: the bytes it takes (of an array: the
// line alone) and the elements that follow inside it.
func element(line []byte) (size, more int, err error) {
	if len(line) < 3 || line[len(line)-2] != '\r' {
		return 0, 0, fmt.Errorf("not a Redis reply: %.40q", line)
	}
	switch line[0] {
	case '+', '-', ':':
		return len(line), 0, nil
	case '$':
		n, err := count(line, maxBulk)
		if n < 0 || err != nil {
			return len(line), 0, err
		}
		return len(line) + n + 2, 0, nil
	case '*':
		n, err := count(line, maxLen)
		return len(line), max(n, 0), err
	}
	return 0, 0, fmt.Errorf("not a Redis reply: %.40q", line)
}

// count reads a line's number, from -1 to limit. There is one for each string
// that is received, so it is read in place.
func count(line []byte, limit int) (int, error) {
	digits := line[1 : len(line)-2]
	if string(digits) == "-1" {
		return -1, nil
	}
	n := 0
	for _, c := range digits {
		if n = n*10 + int(c-'0'); c < '0' || c > '9' || n > limit {
			return 0, fmt.Errorf("not a Redis reply: %.40q", line)
		}
	}
	if len(digits) == 0 {
		return 0, fmt.Errorf("not a Redis reply: %.40q", line)
	}
	return n, nil
}
