package scope

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// DBMap says which database of the target holds what a database of the source
// does. A nil map gives each the number it has.
type DBMap struct {
	text  string
	named map[int]int
	rest  int // where those go that are not named; -1: they keep their number
}

// restDBs names, in a mapping, the databases that have none of their own.
const restDBs = "*"

// ParseDBMap reads a list such as `0=7,3=0`: the source's database before, the
// target's behind the equals sign. `*=0` is for those that are not named.
func ParseDBMap(text string) (*DBMap, error) {
	m := &DBMap{text: text, named: map[int]int{}, rest: -1}
	for part := range strings.SplitSeq(text, ",") {
		from, to, found := strings.Cut(part, "=")
		if !found {
			return nil, fmt.Errorf("%q has no =; databases are mapped as in 0=7,3=0 or *=0", part)
		}
		if err := m.add(from, to); err != nil {
			return nil, err
		}
	}
	return m, nil
}

// MapDB is the mapping of one database; all others keep their number.
func MapDB(from, to int) *DBMap {
	return &DBMap{text: fmt.Sprintf("%d=%d", from, to), named: map[int]int{from: to}, rest: -1}
}

func (m *DBMap) add(from, to string) error {
	target, err := parseDB(to)
	if err != nil {
		return err
	}
	if from == restDBs {
		if m.rest >= 0 {
			return errors.New("* is mapped twice")
		}
		m.rest = target
		return nil
	}
	source, err := parseDB(from)
	if err != nil {
		return err
	}
	if _, twice := m.named[source]; twice {
		return fmt.Errorf("database %d is mapped twice", source)
	}
	m.named[source] = target
	return nil
}

func parseDB(text string) (int, error) {
	n, err := strconv.ParseUint(text, 10, 31)
	if err != nil {
		return 0, fmt.Errorf("%q is not the number of a database", text)
	}
	return int(n), nil
}

// Target is the target's database for one of the source's.
func (m *DBMap) Target(db int) int {
	if m == nil {
		return db
	}
	if to, ok := m.named[db]; ok {
		return to
	}
	if m.rest >= 0 {
		return m.rest
	}
	return db
}

// reaches reports whether a database of the target is that of any of the
// source's.
func (m *DBMap) reaches(db int) bool {
	if m == nil || m.rest == db || m.Target(db) == db {
		return true
	}
	for _, to := range m.named {
		if to == db {
			return true
		}
	}
	return false
}

// String returns the mapping as it was given; "" if each database keeps its
// number.
func (m *DBMap) String() string {
	if m == nil {
		return ""
	}
	return m.text
}
