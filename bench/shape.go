package main

import "strconv"

// shape adds the i-th key of a data set. Names tell the type by their first
// letter, see requests.
type shape func(m *maker, i int)

func shapes() map[string]shape {
	return map[string]shape{
		"mixed":   mixed,
		"strings": stringKey,
		"others":  otherKey,
		"texts":   text,
		"hashes":  hashes(10),
		"big":     big,
	}
}

// mixed is 40 % strings, 20 % hashes, 15 % lists, 10 % sets, 10 % sorted sets
// and 5 % streams, all of them small.
func mixed(m *maker, i int) {
	s := streamKey
	switch r := m.rnd.IntN(100); {
	case r < 40:
		s = stringKey
	case r < 60:
		s = hashes(10)
	case r < 75:
		s = lists(20)
	case r < 85:
		s = sets(20)
	case r < 95:
		s = zsets(20)
	}
	s(m, i)
}

// big is collections of 200,000 elements, of four types in turn.
func big(m *maker, i int) {
	const size = 200_000
	[]shape{hashes(size), sets(size), zsets(size), lists(size)}[i%4](m, i)
}

// stringKey is 100 bytes; one of four expires in 2030.
func stringKey(m *maker, i int) {
	const newYear2030 = 1_893_456_000_000 // ms
	key := "session:" + strconv.Itoa(i)
	m.add("SET", key, m.word(50))
	if m.rnd.IntN(4) == 0 {
		m.add("PEXPIREAT", key, strconv.Itoa(newYear2030+i))
	}
}

// otherKey is a string with the name of stringKey's and another value.
func otherKey(m *maker, i int) {
	m.word(1)
	stringKey(m, i)
}

// text is a string of 4 KB.
func text(m *maker, i int) { m.add("SET", "session:"+strconv.Itoa(i), m.word(2048)) }

// streamKey has ten entries of two fields.
func streamKey(m *maker, i int) {
	const firstTime = 1_700_000_000_000
	for j := range 10 {
		id := strconv.Itoa(firstTime+j) + "-" + strconv.Itoa(j)
		m.add("XADD", "events:"+strconv.Itoa(i), id, "k", m.word(8), "v", m.word(8))
	}
}

func hashes(size int) shape {
	return collections("HSET", "user:", size, func(m *maker, j int) []string {
		return []string{"field" + strconv.Itoa(j), m.word(10)}
	})
}

func lists(size int) shape {
	return collections("RPUSH", "queue:", size, func(m *maker, _ int) []string { return []string{m.word(8)} })
}

func sets(size int) shape {
	return collections("SADD", "tags:", size, func(m *maker, _ int) []string { return []string{m.word(6)} })
}

func zsets(size int) shape {
	return collections("ZADD", "board:", size, func(m *maker, _ int) []string {
		return []string{strconv.Itoa(m.rnd.IntN(1_000_000)), m.word(6)}
	})
}

// collections are keys of so many elements, added 500 by a command.
func collections(command, prefix string, size int, element func(m *maker, j int) []string) shape {
	const atOnce = 500
	return func(m *maker, i int) {
		for from := 0; from < size; from += atOnce {
			args := []string{command, prefix + strconv.Itoa(i)}
			for j := from; j < min(from+atOnce, size); j++ {
				args = append(args, element(m, j)...)
			}
			m.add(args...)
		}
	}
}
