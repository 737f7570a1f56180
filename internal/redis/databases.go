package redis

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/redis-full-check/redis-full-check/internal/resp"
)

// Listing is how the databases of a server became known.
type Listing int

// The listings.
const (
	Listed Listing = iota // INFO lists those that hold keys
	Sought                // INFO does not; SELECT was tried until it was refused
	Cut                   // as Sought, but SELECT takes any number: there may be more databases
	Single                // SELECT is refused or does nothing: there is database 0 only
)

const (
	// maxDatabases bounds the search for databases that INFO does not list.
	maxDatabases = 1 << 14
	// maxUncounted bounds it where nothing tells which of them hold keys, so that
	// all are swept.
	maxUncounted = 16
	// farDatabase is a database that nobody has.
	farDatabase = 1<<30 - 1
	// databasesAtOnce is how many databases one exchange is about.
	databasesAtOnce = 128
)

// counting is a way to find out whether a database holds keys.
type counting struct {
	words []string
	read  func(resp.Reply) (DB, error)
}

// countings are the ways, the best first.
func countings() []counting {
	return []counting{{[]string{"DBSIZE"}, readSize}, {[]string{"SCAN", "0", "COUNT", "1"}, readFirst}}
}

// unlisted is a database of which INFO tells nothing: keys and fields may expire.
func unlisted(keys int64) DB { return DB{Keys: keys, Expires: 1, FieldExpires: 1} }

func readSize(r resp.Reply) (DB, error) {
	n, err := r.Int()
	return unlisted(n), err
}

// readFirst tells of a first page only whether there is anything.
func readFirst(r resp.Reply) (DB, error) {
	cursor, keys, err := parsePage(r)
	db := unlisted(0)
	db.Uncounted = cursor != "0" || len(keys) > 0
	return db, err
}

// search finds the databases of a server that does not list them in INFO.
type search struct {
	*asker
	way counting
	dbs map[int]DB // those that may hold keys
}

// askDatabases finds the databases that hold keys by SELECT.
func (a *asker) askDatabases(ctx context.Context) (map[int]DB, Listing, error) {
	s := search{asker: a, dbs: map[int]DB{}}
	if err := s.choose(ctx); err != nil {
		return nil, Sought, fmt.Errorf("count keys: %w", err)
	}
	listing, err := s.all(ctx)
	if err != nil {
		return nil, Sought, fmt.Errorf("look for databases: %w", err)
	}
	return s.dbs, listing, nil
}

// choose finds a way to count that the server runs for us.
func (s *search) choose(ctx context.Context) error {
	for _, way := range countings() {
		r, err := s.ask(ctx, question{words: way.words})
		if isNo(err) {
			continue
		}
		if err != nil {
			return err
		}
		db, err := way.read(r)
		if err != nil {
			continue
		}
		s.way = way
		s.note(0, db)
		return nil
	}
	s.dbs[0] = DB{Uncounted: true, Expires: 1, FieldExpires: 1}
	return nil
}

func (s *search) note(n int, db DB) {
	if db.Keys > 0 || db.Uncounted {
		s.dbs[n] = db
	}
}

// all looks at database after database. A server that has keys in farDatabase
// ignores SELECT.
func (s *search) all(ctx context.Context) (Listing, error) {
	if is, err := s.count(ctx, 1); err != nil || !is {
		return Single, err
	}
	before := len(s.dbs)
	endless, err := s.count(ctx, farDatabase)
	if err != nil {
		return Sought, err
	}
	if endless && len(s.dbs) > before {
		s.dbs = map[int]DB{0: s.dbs[0]}
		return Single, nil
	}
	limit := maxDatabases
	if s.way.read == nil {
		limit = maxUncounted
	}
	for first := 2; first < limit; first += databasesAtOnce {
		if more, err := s.countSome(ctx, first, min(first+databasesAtOnce, limit)); err != nil || !more {
			return Sought, err
		}
	}
	return Cut, nil
}

// countSome looks at some databases and reports whether there may be more.
func (s *search) countSome(ctx context.Context, first, end int) (more bool, err error) {
	replies := s.pairs(ctx, first, end)
	for n := first; n < end; n++ {
		var is, sure bool
		if at := 2 * (n - first); at+1 < len(replies) {
			is, sure = s.judge(n, replies[at], replies[at+1])
		}
		if !sure {
			if is, err = s.count(ctx, n); err != nil {
				return false, err
			}
		}
		if !is {
			return false, nil
		}
	}
	return true, nil
}

// pairs asks about all of them at once, which saves round trips. There are no
// replies if that fails: each is asked about alone then.
func (s *search) pairs(ctx context.Context, first, end int) []resp.Reply {
	if s.way.read == nil {
		return nil
	}
	var commands [][]string
	for n := first; n < end; n++ {
		commands = append(commands, []string{"SELECT", strconv.Itoa(n)}, s.way.words)
	}
	return s.tryAll(ctx, commands)
}

// judge concludes from the replies to SELECT and to the count whether there is a
// database; sure is false if they are about the moment.
func (s *search) judge(n int, selected, counted resp.Reply) (is, sure bool) {
	if said, no := selected.Err().(resp.Error); no { //nolint:errorlint // never wrapped
		return barsDatabase(said), said.Definite()
	}
	db, err := s.way.read(counted)
	if err != nil {
		return false, false
	}
	s.note(n, db)
	return true, true
}

// count looks at one database and reports whether there is such a one.
func (s *search) count(ctx context.Context, n int) (is bool, err error) {
	q := question{db: n, words: s.way.words}
	if s.way.read == nil {
		q = question{db: n, words: []string{"TYPE", probeKey}, fine: isAboutKey}
	}
	r, err := s.ask(ctx, q)
	said := resp.Error("")
	switch {
	case isNo(err) && errors.As(err, &said) && barsDatabase(said):
		return true, nil
	case isNo(err) && errors.Is(err, resp.ErrSelect):
		return false, nil
	case err != nil && !isNo(err):
		return false, err
	}
	db := DB{Uncounted: true, Expires: 1, FieldExpires: 1}
	if err == nil && s.way.read != nil {
		if known, err := s.way.read(r); err == nil {
			db = known
		}
	}
	s.note(n, db)
	return true, nil
}

// barsDatabase reports whether a user may not use one database, but perhaps the
// next (Valkey 9.1).
func barsDatabase(e resp.Error) bool {
	return e.Code("NOPERM") && strings.Contains(string(e), "database")
}

// NoDatabase is the error of a database that a deployment does not have, or does
// not let us into.
type NoDatabase struct {
	DB  int
	Err error
}

// Error tells the server's words.
func (e NoDatabase) Error() string { return e.Err.Error() }

// Denied reports whether the user may not use SELECT at all, rather than not this
// database.
func (e NoDatabase) Denied() bool {
	said := resp.Error("")
	return errors.As(e.Err, &said) && said.Code("NOPERM") && !barsDatabase(said)
}

// Unwrap returns what the server said.
func (e NoDatabase) Unwrap() error { return e.Err }

// Select tries whether there are all of some databases for us, on every node; the
// error is a NoDatabase where one is refused. Each connection begins in database
// 0, so of that there is nothing to try.
func (d *Deployment) Select(ctx context.Context, dbs []int) error {
	dbs = slices.DeleteFunc(slices.Clone(dbs), func(n int) bool { return n == 0 })
	if len(dbs) == 0 {
		return nil
	}
	for _, node := range d.topo.nodes() {
		a := d.asker(node)
		err := a.selectAll(ctx, dbs)
		a.close()
		if err != nil {
			return err
		}
	}
	return nil
}

func (a *asker) selectAll(ctx context.Context, dbs []int) error {
	for some := range slices.Chunk(dbs, databasesAtOnce) {
		var commands [][]string
		for _, n := range some {
			commands = append(commands, []string{"SELECT", strconv.Itoa(n)})
		}
		replies := a.tryAll(ctx, commands)
		for i, n := range some {
			if i < len(replies) && replies[i].Err() == nil && a.dep.server.Listing != Single {
				continue
			}
			if err := a.selectOne(ctx, n); err != nil {
				return err
			}
		}
	}
	return nil
}

func (a *asker) selectOne(ctx context.Context, n int) error {
	_, err := a.ask(ctx, question{db: n, words: []string{"TYPE", probeKey}, fine: isAboutKey})
	refused := isNo(err)
	switch {
	case refused && errors.Is(err, resp.ErrSelect):
		return NoDatabase{n, fmt.Errorf("%s %s: %w", a.dep.opts.Name, a.node, resp.WithACLHint(err, "select"))}
	case a.dep.server.Listing == Single:
		return NoDatabase{n, fmt.Errorf("%s %s: %w %d: the server answers OK, and stays in database 0",
			a.dep.opts.Name, a.node, resp.ErrSelect, n)}
	case err == nil, refused: // TYPE may be what is refused
		return nil
	}
	return fmt.Errorf("%s %s: %w", a.dep.opts.Name, a.node, err)
}
