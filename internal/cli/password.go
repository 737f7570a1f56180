package cli

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/redis-full-check/redis-full-check/internal/resp"
)

// mostPassword is the size in bytes above which a file is no password.
const mostPassword = 64 << 10

// readPassword returns what a file holds, without the newline at its end.
func readPassword(path string) (resp.Secret, error) {
	f, err := os.Open(path)
	if err != nil {
		return resp.Secret{}, err
	}
	defer func() { _ = f.Close() }() // it was only read
	text, err := io.ReadAll(io.LimitReader(f, mostPassword+1))
	if err != nil {
		return resp.Secret{}, err
	}
	if len(text) > mostPassword {
		return resp.Secret{}, fmt.Errorf("%s is no password: it has more than %d bytes", path, mostPassword)
	}
	return resp.NewSecret(trimNewline(string(text))), nil
}

// trimNewline cuts one newline off the end.
func trimNewline(text string) string {
	text = strings.TrimSuffix(text, "\n")
	return strings.TrimSuffix(text, "\r")
}
