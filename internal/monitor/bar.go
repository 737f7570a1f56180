package monitor

import (
	"io"
	"os"
	"strings"
	"sync"

	"golang.org/x/term"
)

// Bar is a line of a terminal that shows how far a run has come and is drawn
// anew in place. Whatever else goes to the terminal meanwhile is to be written
// to the Bar, which makes room for it. It is safe for concurrent use.
type Bar struct {
	mu    sync.Mutex
	out   io.Writer
	width func() int // columns of the terminal now
	line  string     // what stands on the terminal
}

// NewBar returns a bar if out is a terminal, else nil.
func NewBar(out io.Writer) *Bar {
	f, ok := out.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return nil
	}
	return &Bar{out: f, width: func() int { return columns(f) }}
}

// columns is the width of a terminal.
func columns(f *os.File) int {
	const usual = 80
	if width, _, err := term.GetSize(int(f.Fd())); err == nil && width > 0 {
		return width
	}
	return usual
}

// Paint draws the bar, and after the last frame takes it away.
func (b *Bar) Paint(f Frame) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if f.Last {
		b.draw("")
		return
	}
	b.draw(barLine(f, b.width()-1)) // a line of the full width would wrap
}

// Write puts text, which is to end with a newline, above the bar.
func (b *Bar) Write(text []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	line := b.line
	b.draw("")
	n, err := b.out.Write(text)
	b.draw(line)
	return n, err
}

// draw replaces the line on the terminal. It needs no more of the terminal
// than that a carriage return goes to the line's beginning.
func (b *Bar) draw(line string) {
	if line == b.line {
		return
	}
	text := "\r" + line
	if rest := min(len(b.line), b.width()-1) - len(line); rest > 0 {
		text += strings.Repeat(" ", rest)
	}
	if line == "" {
		text += "\r"
	}
	b.line = line
	_, _ = io.WriteString(b.out, text)
}
