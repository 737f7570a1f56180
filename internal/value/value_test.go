package value

import (
	"strconv"
	"testing"
)

// TestPages keeps the words that are sent in step with the numbers that replies
// are measured by.
func TestPages(t *testing.T) {
	for _, c := range []struct {
		words string
		want  int
	}{{pageElements, PageElements}, {lastOfPage, PageElements - 1}, {lastByte, PageBytes - 1}} {
		if c.words != strconv.Itoa(c.want) {
			t.Errorf("%s is sent, %d is meant", c.words, c.want)
		}
	}
}
