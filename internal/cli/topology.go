package cli

// topology is what kind of deployment stands behind an address.
type topology int

// The topologies, numbered as --sourcedbtype and --targetdbtype always did.
const (
	standalone topology = 0
)

// topologies are the spellings of --sourcedbtype and --targetdbtype.
func topologies() []word[topology] {
	return []word[topology]{
		{"0", standalone},
		{"db", standalone},
		{"auto", standalone},
	}
}
