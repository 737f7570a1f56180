package scope

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDBMap(t *testing.T) {
	for text, want := range map[string][4]int{
		"0=7":       {7, 1, 2, 3},
		"0=7,3=0":   {7, 1, 2, 0},
		"*=0":       {0, 0, 0, 0},
		"*=0,3=5":   {0, 0, 0, 5},
		"3=5,*=0":   {0, 0, 0, 5},
		"0=1,1=0":   {1, 0, 2, 3},
		"1=1,*=2":   {2, 1, 2, 2},
		"2=1,1=1":   {0, 1, 1, 3},
		"100=5,2=9": {0, 1, 9, 3},
	} {
		m, err := ParseDBMap(text)
		if err != nil || m.String() != text {
			t.Errorf("%q: %v, %v", text, m, err)
		}
		for db, to := range want {
			if got := m.Target(db); got != to {
				t.Errorf("%q sends %d to %d, want %d", text, db, got, to)
			}
		}
	}
	for _, text := range []string{"", "0", "=", "0=", "=0", "0=1,", "0=1;2=3", "0=-1", "a=0", "0=1,0=1", "*=0,*=0", "*=*", "0 = 1", "0=99999999999"} {
		if m, err := ParseDBMap(text); err == nil {
			t.Errorf("%q gives %v", text, m)
		}
	}
	if m := MapDB(3, 5); m.Target(3) != 5 || m.Target(5) != 5 || m.String() != "3=5" {
		t.Errorf("got %v", m)
	}
}

// TestWantsTarget compares it with what the source's databases say.
func TestWantsTarget(t *testing.T) {
	lists := [][]int{nil, {0}, {1, 3}, {2, 7}}
	for _, text := range []string{"", "0=7", "0=7,3=0", "*=0", "*=2,1=3"} {
		var m *DBMap
		if text != "" {
			m, _ = ParseDBMap(text)
		}
		for i := range len(lists) * len(lists) {
			o := Scope{DBMap: m, DBs: lists[i/len(lists)], TargetDBs: lists[i%len(lists)]}
			want := map[int]bool{}
			for db := range 10 {
				if o.Wants(db) {
					want[m.Target(db)] = true
				}
			}
			got := map[int]bool{}
			for db := range 10 {
				if o.WantsTarget(db) {
					got[db] = true
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%q, %v: %s", text, fmt.Sprint(o.DBs, o.TargetDBs), diff)
			}
		}
	}
}

func FuzzDBMap(f *testing.F) {
	f.Add("0=7,*=3", 0)
	f.Fuzz(func(t *testing.T, text string, db int) {
		m, err := ParseDBMap(text)
		if err == nil && db >= 0 && (m.Target(db) < 0 || !m.reaches(m.Target(db))) {
			t.Errorf("%q sends %d to %d", text, db, m.Target(db))
		}
	})
}
