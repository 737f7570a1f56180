package value

import "testing"

// TestDigest takes elements for equal that are compared as equal, and no others.
func TestDigest(t *testing.T) {
	hll := func(card string) Element {
		return Element{Part: Indexed, Content: []byte("HYLL\x01\x00\x00\x00" + card + "\x7f\xff")}
	}
	named := func(name, content string) Element { return Element{Name: name, Content: []byte(content)} }
	for _, c := range []struct {
		typ  Type
		a, b Element
		want bool
	}{
		{Hash(), named("f", "v"), named("f", "v"), true},
		{Hash(), named("f", "v"), named("f", "w"), false},
		{Hash(), named("f", " v"), named("f ", "v"), false},
		{ZSet(), named("m", "3.1"), named("m", "3.1000000000000001"), true},
		{ZSet(), named("m", "-0"), named("m", "0"), true},
		{ZSet(), named("m", "0.1"), named("m", "0.10000000000000002"), false},
		{String(), hll("12345678"), hll("87654321"), true},
		{Hash(), named("f", "3.1"), named("f", "3.10"), false},
		{List(), Element{Part: Indexed, Index: 1}, Element{Part: Indexed, Index: 2}, false},
		{Stream(), Element{Part: Pending, Group: "g", Name: "1-1"}, Element{Part: Pending, Group: "h", Name: "1-1"}, false},
	} {
		if got := DigestOf(c.typ, c.a) == DigestOf(c.typ, c.b); got != c.want {
			t.Errorf("%s, %+v and %+v: %v", c.typ.Name(), c.a, c.b, got)
		}
	}
	x, y, z := DigestOf(Set(), named("x", "")), DigestOf(Set(), named("y", "")), DigestOf(Set(), named("z", ""))
	if x.Add(y).Add(z) != z.Add(x).Add(y) || x.Add(y) == x.Add(z) || x.Add(Digest{}) != x {
		t.Error("sums depend on the order, or not on what is added")
	}
}
