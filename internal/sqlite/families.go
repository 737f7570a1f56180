package sqlite

// Families names the patterns that most of some keys have, the commonest first,
// at most limit.
func Families(keys []string, limit int) []string {
	t := newTally(maxPatterns)
	for _, k := range keys {
		t.add(appendPattern(nil, []byte(k)))
	}
	var names []string
	for _, p := range t.top(limit) {
		names = append(names, p.Name)
	}
	return names
}
