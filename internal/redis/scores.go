package redis

// ScoresAlike reports whether two servers print the scores of sorted sets alike:
// Redis does so with 17 digits up to 7.0, and with as few as needed from 7.2 on,
// as does Valkey. Of others it is known only if they are the same.
func ScoresAlike(a, b Server) bool {
	if a.Flavor == b.Flavor && a.Version == b.Version {
		return a.Version != ""
	}
	shortA, knownA := a.shortScores()
	shortB, knownB := b.shortScores()
	return knownA && knownB && shortA == shortB
}

// shortScores reports whether a server prints scores with as few digits as
// needed, and whether that is known.
func (s Server) shortScores() (short, known bool) {
	switch s.Flavor {
	case "valkey", "redict": // both from Redis 7.2
		return true, true
	case "keydb": // from Redis 6.2
		return false, true
	}
	known = s.Flavor == "redis" && s.since(0, 0)
	return known && s.since(7, 2), known
}
