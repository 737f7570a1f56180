package redistest

// A change alters one key in one way.
type change func()
