package value

// Types lists the data types that are compared by their elements.
func Types() []Type {
	return []Type{String(), Hash(), List(), Set(), ZSet(), Stream(), VectorSet()}
}

// Of returns the type that TYPE calls name: any other than those of Types is
// compared as a whole.
func Of(name string) Type {
	for _, t := range Types() {
		if t.Name() == name {
			return t
		}
	}
	return Opaque(name)
}
