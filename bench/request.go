package main

import (
	"bytes"
	"fmt"
)

// request is an encoded command but for its key: what stands before and after.
type request struct{ head, tail string }

func newRequest(name string, args ...string) request {
	head := appendBulk(appendHead(nil, '*', 2+len(args)), name)
	var tail []byte
	for _, a := range args {
		tail = appendBulk(tail, a)
	}
	return request{string(head), string(tail)}
}

func (w *wire) request(r request, key string) {
	w.out = append(w.out, r.head...)
	w.out = appendBulk(w.out, key)
	w.out = append(w.out, r.tail...)
	w.queued++
}

// requests are the cheapest commands that read a whole value, by the first
// letter of the names that shapes give; strings are read by MGET. Sorted sets
// are read by ZSCAN, which costs a server a tenth less than ZRANGE WITHSCORES.
func requests() map[byte]request {
	return map[byte]request{
		'u': newRequest("HGETALL"),
		'q': newRequest("LRANGE", "0", "-1"),
		't': newRequest("SMEMBERS"),
		'b': newRequest("ZSCAN", "0", "COUNT", "1000000"),
		'e': newRequest("XRANGE", "-", "+"),
	}
}

// reader reads batches of keys.
type reader struct {
	requests map[byte]request
	pttl     request
	ttl      bool     // ask pttl, too
	strings  []string // MGET and its keys
}

// batch reads keys from both sides at once and reports whether all bytes are
// the same.
func (r *reader) batch(sides [2]*wire, keys []string) (equal bool, err error) {
	if len(keys) == 0 {
		return true, nil
	}
	var sent [2]int
	for i, w := range sides {
		if err := r.queue(w, keys); err != nil {
			return false, err
		}
		if sent[i], err = w.flush(); err != nil {
			return false, err
		}
	}
	var got [2][]byte
	for i, w := range sides {
		if got[i], err = w.receive(sent[i]); err != nil {
			return false, err
		}
	}
	return bytes.Equal(got[0], got[1]), nil
}

// queue queues what reads the keys: one MGET for all strings and a command for
// each other key.
func (r *reader) queue(w *wire, keys []string) error {
	r.strings = append(r.strings[:0], "MGET")
	for _, key := range keys {
		if key[0] == 's' {
			r.strings = append(r.strings, key)
			continue
		}
		q, known := r.requests[key[0]]
		if !known {
			return fmt.Errorf("the key %q is not of seed's making", key)
		}
		w.request(q, key)
	}
	if len(r.strings) > 1 {
		w.command(r.strings...)
	}
	if r.ttl {
		for _, key := range keys {
			w.request(r.pttl, key)
		}
	}
	return nil
}
