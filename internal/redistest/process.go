package redistest

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"time"
)

const startTimeout = 20 * time.Second

// A process is one run of the server's binary. Its methods may be called
// from any goroutine.
type process struct {
	cmd     *exec.Cmd
	log     string // path of the file with its output
	exited  chan struct{}
	waiting sync.WaitGroup
}

// launch starts the binary and returns once its log holds ready.
func launch(argv []string, log, ready string) (*process, error) {
	p := &process{log: log, exited: make(chan struct{})}
	if err := p.start(argv); err != nil {
		return nil, fmt.Errorf("start %s: %w", argv[0], err)
	}
	if err := p.awaitLog(ready); err != nil {
		p.kill()
		return nil, fmt.Errorf("start %s: %w; its output:\n%s", argv[0], err, p.output())
	}
	return p, nil
}

func (p *process) start(argv []string) error {
	out, err := os.Create(p.log)
	if err != nil {
		return err
	}
	defer out.Close()
	p.cmd = exec.Command(argv[0], argv[1:]...)
	p.cmd.Stdout, p.cmd.Stderr = out, out
	p.cmd.SysProcAttr = dieWithParent()
	if err := p.cmd.Start(); err != nil {
		return err
	}
	p.waiting.Go(p.wait)
	return nil
}

// wait reaps the process; how it ended is of no interest, that it did is.
func (p *process) wait() {
	_ = p.cmd.Wait()
	close(p.exited)
}

// awaitLog is how readiness is told: another server may answer on the port
// while ours is about to fail to bind it, but only ours writes this file.
func (p *process) awaitLog(ready string) error {
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	deadline := time.After(startTimeout)
	for !bytes.Contains(p.output(), []byte(ready)) {
		select {
		case <-p.exited:
			return errors.New("it exited")
		case <-deadline:
			return fmt.Errorf("not ready after %v", startTimeout)
		case <-tick.C:
		}
	}
	return nil
}

// output returns what the process has written so far.
func (p *process) output() []byte {
	text, err := os.ReadFile(p.log)
	if err != nil {
		return []byte(err.Error())
	}
	return text
}

// kill ends the process at once and returns when it is gone.
func (p *process) kill() {
	_ = p.cmd.Process.Kill() // it may be gone already
	p.waiting.Wait()
}
