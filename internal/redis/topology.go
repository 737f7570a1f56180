package redis

// topology knows which server holds what. One file per kind of deployment
// implements it.
type topology interface {
	// sweep lists the nodes that together hold every key.
	sweep() []string
	// owner is the node to ask about a key.
	owner(key string) string
}
