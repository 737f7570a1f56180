package redis

import (
	"context"
	"fmt"
	"strconv"

	"github.com/redis-full-check/redis-full-check/internal/resp"
)

// scanner sweeps a range page by page.
type scanner struct {
	p      *Pipeline
	r      span
	runID  string
	dials  int
	cursor string
	met    int  // keys since the start
	whole  bool // it sweeps all of the node in place of the range
	done   bool
	pages  endless
}

// scanner returns a scanner at the start of a range, which uses p alone.
func (p *Pipeline) scanner(r span) *scanner {
	return &scanner{p: p, r: r, cursor: r.order.cursor(r.Start)}
}

// next returns the next keys, about count of them and sometimes none; a key may
// come more than once. After a restart of the server all of it is swept again,
// since its cursors mean nothing any more.
func (s *scanner) next(ctx context.Context, count int) ([]string, error) {
	s.p.Use(s.r.DB)
	if err := s.begin(ctx); err != nil {
		return nil, err
	}
	words := s.p.dep.topo.scan(s.r, s.cursor, strconv.Itoa(count))
	i := s.p.AddTo(s.r.Node, words[0], words[1:]...)
	if err := s.p.Exec(ctx); err != nil {
		return nil, err
	}
	cursor, keys, err := parsePage(s.p.Reply(i))
	if err != nil {
		return nil, fmt.Errorf("%s %s cannot be swept; if it is a proxy, give the servers behind it: %s: %w",
			s.p.dep.opts.Name, s.r.Node, words[0], err)
	}
	if err := s.ends(ctx, cursor, len(keys)); err != nil {
		return nil, fmt.Errorf("%s %s: its sweep does not end: %w", s.p.dep.opts.Name, s.r.Node, err)
	}
	if err := s.moveTo(ctx, cursor); err != nil {
		return nil, err
	}
	keys = s.r.admitted(keys)
	s.met += len(keys)
	return keys, nil
}

// ends is an error if there is no hope that the sweep ends.
func (s *scanner) ends(ctx context.Context, cursor string, keys int) error {
	if err := s.pages.page(cursor, keys); err != nil || !s.pages.doubted() {
		return err
	}
	i := s.p.AddTo(s.r.Node, "DBSIZE")
	if err := s.p.Exec(ctx); err != nil {
		return err
	}
	all, err := s.p.Reply(i).Int()
	if err != nil {
		all = -1 // it does not count them
	}
	return s.pages.believe(all)
}

// following is where the range goes on.
func (s *scanner) following() Cursor {
	return Cursor{RunID: s.runID, Text: s.cursor, Whole: s.whole, Done: s.done}
}

// share is the part of the range that is swept, from 0 to 1; 0 where the
// server's cursors do not tell.
func (s *scanner) share() float64 {
	if s.done {
		return 1
	}
	return min(max(s.r.share(s.position()), 0), 1)
}

// position is how far the sweep is.
func (s *scanner) position() uint64 { return s.r.order.position(s.cursor) }

// begin learns which process the sweep begins with, before it gives a cursor.
func (s *scanner) begin(ctx context.Context) error {
	if s.dials > 0 {
		return nil
	}
	server, err := s.ask(ctx)
	if err != nil {
		return err
	}
	if s.r.partial() && (server.cursorOrder() != s.r.order || !s.r.process.is(s.runID)) {
		s.startAgain() // the other parts may be of another process
	}
	s.r.order = server.cursorOrder()
	return nil
}

// ask notes which process answers, over the connection that SCAN goes over:
// behind one address there may be several servers.
func (s *scanner) ask(ctx context.Context) (server Server, err error) {
	if s.p.dep.server.RunID != "" { // else nobody tells
		server, err = s.askOver(ctx)
	}
	s.runID, s.dials = server.RunID, s.p.link(s.r.Node).dials
	return server, err
}

// askOver asks for what order and process are told from; all of INFO is long
// where there are many databases.
func (s *scanner) askOver(ctx context.Context) (Server, error) {
	i := s.p.AddTo(s.r.Node, "INFO", "server")
	if err := s.p.Exec(ctx); err != nil {
		return Server{}, err
	}
	text, err := s.p.Reply(i).Text()
	if err != nil {
		return Server{}, nil //nolint:nilerr // refused meanwhile
	}
	return parseInfo(string(text)), nil
}

// startAgain sweeps from the start, and not a part but all: which keys are in a
// part depends on the process, and the parts of two do not add up.
func (s *scanner) startAgain() {
	s.r.Start, s.r.End, s.whole = 0, 0, true
	s.cursor, s.met, s.done, s.pages = "0", 0, false, endless{}
}

// moveTo goes on to cursor, or back to the start if the server is not the one
// that the sweep began with.
func (s *scanner) moveTo(ctx context.Context, cursor string) error {
	same, err := s.sameProcess(ctx)
	switch {
	case err != nil:
		return err
	case !same, s.r.partial() && !s.ahead(cursor):
		s.startAgain()
	default:
		s.cursor, s.done = cursor, cursor == "0" || s.past(cursor)
	}
	return nil
}

// sameProcess reports whether the process that gave the last page is the one
// that gave those before.
func (s *scanner) sameProcess(ctx context.Context) (bool, error) {
	l := s.p.link(s.r.Node)
	before, dials := s.runID, l.dials
	if dials == s.dials {
		return true, nil
	}
	first := s.dials == 0 // nobody was asked
	_, err := s.ask(ctx)
	return first || s.dials == dials && s.runID == before && before != "", err
}

// ahead reports whether a cursor follows the one before, or ends the sweep. A
// server whose cursors do not count as was thought cannot be swept in parts.
func (s *scanner) ahead(cursor string) bool {
	return cursor == "0" || s.r.order.position(cursor) > s.position()
}

// past reports whether a cursor lies beyond the range.
func (s *scanner) past(cursor string) bool {
	return s.r.End != 0 && s.r.order.position(cursor) >= s.r.End
}

// parsePage reads SCAN's reply. All keys share one copy of the reply's bytes.
func parsePage(r resp.Reply) (cursor string, keys []string, err error) {
	parts, err := r.Array()
	if err != nil {
		return "", nil, err
	}
	if len(parts) != 2 {
		return "", nil, fmt.Errorf("unexpected reply %.40q", []byte(r))
	}
	at, err := parts[0].Text()
	if err != nil {
		return "", nil, err
	}
	keys, err = shareStrings(parts[1])
	return string(at), keys, err
}

func shareStrings(list resp.Reply) ([]string, error) {
	n, err := list.Len()
	if err != nil {
		return nil, err
	}
	all := string(list)
	out := make([]string, 0, min(n, len(list)))
	at := len(list.Line()) + 3
	for e := range list.Elements() {
		text, err := e.Text()
		if err != nil {
			return nil, err
		}
		end := at + len(e)
		out = append(out, all[end-2-len(text):end-2])
		at = end
	}
	return out, nil
}
