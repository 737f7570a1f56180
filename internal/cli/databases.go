package cli

import (
	"fmt"
	"slices"
	"strings"
)

// allDatabases is the list that stands for every database.
const allDatabases = "-1"

// parseDatabases reads a list of database numbers such as "0,5,15" or "0;5;15". It returns
// them in order and each once; nil for allDatabases.
func parseDatabases(list string) ([]int, error) {
	if list == allDatabases {
		return nil, nil
	}
	var dbs []int
	for item := range strings.SplitSeq(strings.ReplaceAll(list, ";", ","), ",") {
		var db int
		if err := (number[int]{to: &db, max: unbounded}).Set(item); err != nil {
			return nil, fmt.Errorf("%w; give -1 for all databases, or numbers between commas, as in 0,5,15", err)
		}
		dbs = append(dbs, db)
	}
	slices.Sort(dbs)
	return slices.Compact(dbs), nil
}
