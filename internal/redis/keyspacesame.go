package redis

// Shares reports whether keys of both are swept from one and the same process. A
// master and its replica are two, and so are two servers behind one proxy.
func (k Keyspace) Shares(other Keyspace) bool {
	for _, a := range k.Nodes {
		for _, b := range other.Nodes {
			if a.is(b) {
				return true
			}
		}
	}
	return false
}

// is reports whether both are surely the same process. What answers INFO for
// another proves that only where it is asked under the same name.
func (n NodeKeys) is(other NodeKeys) bool {
	sure := n.Direct && other.Direct || n.Node == other.Node
	return sure && n.Swept && other.Swept && n.RunID != "" && n.RunID == other.RunID
}
