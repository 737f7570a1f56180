package redis

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/resp"
)

// asker puts questions to one node, one after the other, over a connection that
// it replaces when it breaks. All that is found out about a deployment is found
// out by one.
//
// A question has three outcomes: an answer; a definite no, which is of type no;
// and everything else, which says nothing yet and is asked again for
// Options.RetryFor. So that the trouble of a moment is never taken for an absence,
// a hang-up, or an error in words that nobody knows, is a definite no only after
// it came so many times as nays says, while the node answered something else on a
// fresh connection in between.
type asker struct {
	dep  *Deployment
	node string
	conn *resp.Conn // nil until first used
}

// nays is how often a node hangs up on a question before that is an answer.
const nays = 4

// question is what an asker asks.
type question struct {
	db    int
	words []string
	fine  func(resp.Error) bool  // which errors answer it, too; nil: none
	check func(resp.Reply) error // an error about a reply that is not to be used yet; may be nil
}

// no is a definite no to a question.
type no struct{ error }

// Unwrap returns what was said.
func (n no) Unwrap() error { return n.error }

func isNo(err error) bool { return errors.As(err, new(no)) }

func (d *Deployment) asker(node string) *asker { return &asker{dep: d, node: node} }

// ask returns the answer, which is valid until the next question.
func (a *asker) ask(ctx context.Context, q question) (resp.Reply, error) {
	wait := a.dep.retry()
	started, denied := time.Now(), 0
	for {
		reply, err := a.try(ctx, q)
		if err == nil || errors.Is(err, resp.ErrRefused) {
			return reply, err
		}
		a.close()
		if denied = a.denials(ctx, err, denied); denied == nays {
			return nil, no{fmt.Errorf("%w: %w", resp.ErrRefused, err)}
		}
		if !a.dep.stillHas(ctx, a.node) {
			return nil, fmt.Errorf("%s %s: %w", a.dep.opts.Name, a.node, ErrLost)
		}
		if !wait.wait(ctx, err, started) {
			return nil, a.gaveUp(ctx, err)
		}
	}
}

// text asks for a text.
func (a *asker) text(ctx context.Context, words ...string) (string, error) {
	r, err := a.ask(ctx, question{words: words})
	if err != nil {
		return "", err
	}
	text, err := r.Text()
	return string(text), err
}

// try asks once.
func (a *asker) try(ctx context.Context, q question) (resp.Reply, error) {
	if err := a.connect(ctx); err != nil {
		return nil, err
	}
	if err := a.conn.Use(ctx, q.db); err != nil {
		return nil, asNo(err)
	}
	if err := a.conn.Exchange(ctx, resp.AppendCommand(nil, q.words...), []int{resp.ListReply}); err != nil {
		return nil, resp.NameCommand(err, q.words[0])
	}
	reply := a.conn.Reply(0)
	if said, isError := reply.Err().(resp.Error); isError && (q.fine == nil || !q.fine(said)) { //nolint:errorlint // never wrapped
		return nil, asNo(resp.AsRefusal(said))
	}
	if q.check != nil {
		return reply, q.check(reply)
	}
	return reply, nil
}

// tryAll sends commands together, once. It returns no replies if that fails;
// which of them are errors is for the caller to see. The connection is of no more
// use afterwards, since they may select databases.
func (a *asker) tryAll(ctx context.Context, commands [][]string) []resp.Reply {
	defer a.close()
	if a.connect(ctx) != nil {
		return nil
	}
	var out []byte
	for _, c := range commands {
		out = resp.AppendCommand(out, c...)
	}
	if a.conn.Exchange(ctx, out, slices.Repeat([]int{resp.ListReply}, len(commands))) != nil {
		return nil
	}
	replies := make([]resp.Reply, len(commands))
	for i := range replies {
		replies[i] = a.conn.Reply(i)
	}
	return replies
}

func (a *asker) connect(ctx context.Context) error {
	if a.conn != nil {
		return nil
	}
	addr, err := a.dep.topo.address(ctx, a.node)
	if err != nil {
		return err
	}
	a.conn, err = a.dep.dialer.Dial(ctx, addr)
	return err
}

// denials counts how often a node has said no without a word that is definite.
func (a *asker) denials(ctx context.Context, err error, before int) int {
	said := resp.Error("")
	unclear := resp.IsHangUp(err) || errors.As(err, &said) && !said.Temporary()
	if unclear && a.answers(ctx) {
		return before + 1
	}
	return 0
}

// answers reports whether the node answers something that all do.
func (a *asker) answers(ctx context.Context) bool {
	other := asker{dep: a.dep, node: a.node}
	defer other.close()
	_, err := other.try(ctx, question{words: []string{"GET", probeKey}, fine: isAboutKey})
	return err == nil || isNo(err)
}

func (a *asker) gaveUp(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if resp.IsTemporary(err) {
		return gone{fmt.Errorf("not ready for %v: %w", a.dep.opts.RetryFor, err)}
	}
	return gone{fmt.Errorf("no answer for %v: %w", a.dep.opts.RetryFor, err)}
}

func (a *asker) close() {
	if a.conn != nil {
		a.conn.Close()
		a.conn = nil
	}
}

func asNo(err error) error {
	if errors.Is(err, resp.ErrRefused) {
		return no{err}
	}
	return err
}
