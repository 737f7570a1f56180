package main

import (
	"flag"
	"fmt"
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"go.uber.org/goleak"
)

// TestMain makes the test binary the program itself where a script calls it
// redis-full-check, so that scripts run what users run: a process of its own.
func TestMain(m *testing.M) {
	testscript.Main(withoutLeaks{m}, map[string]func(){"redis-full-check": main})
}

// withoutLeaks is goleak.VerifyTestMain for a TestMain that is not ours.
type withoutLeaks struct{ *testing.M }

func (m withoutLeaks) Run() int {
	status := m.M.Run()
	if err := goleak.Find(); status == 0 && err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return status
}

var update = flag.Bool("update", false, "write what the scripts expect")

// TestScripts runs testdata/script, one script per theme, on real servers.
// scriptCommands lists what the scripts can say beyond testscript's own words.
//
// What redis-full-check 1.4.10 did wrong, and where it is proved to be right
// now. The numbers follow its gravity: 1 to 9 called data equal that was not,
// 10 to 14 the other way round, 15 to 19 crashed, 20 to 25 were reports and
// handling.
//
//	1  lists of different lengths were equal       mistakes.txt
//	2  a missing empty string was not missed       mistakes.txt
//	3  the ends of long streams were not compared  mistakes.txt
//	4  keys on the target only were not noticed    target-only.txt
//	5  expiry was not compared                     mistakes.txt, ttl.txt
//	6  the default saw lengths only                mistakes.txt, modes.txt
//	7  streams: last ID, groups, deliveries        mistakes.txt
//	8  a server that restarts or fails over        internal/check: TestRestart
//	9  an outage made keys lacking                 partial.txt
//	10 mode 3 kept keys deleted on both sides      rounds.txt
//	11 scores compared as text                     versions.txt
//	12 groups that know more in newer versions     versions.txt
//	13 HyperLogLogs that were merely counted       mistakes.txt
//	14 empty strings had the wrong label           mistakes.txt
//	15 a group without pending entries             mistakes.txt
//	16 the server's own words were hidden          status.txt, unverified.txt
//	17 types of modules                            versions.txt
//	18 keys that change while they are read        internal/check: TestChangesMeanwhile
//	19 no keys to count, a hundred rounds          status.txt, rounds.txt
//	20 totals of all rounds were added up          rounds.txt
//	21 the exit status was 0 with conflicts        status.txt
//	22 names with tabs, line ends and NULs         binary.txt
//	23 -q limited nothing                          speed.txt
//	24 huge values in memory, results deleted      keep.txt; internal/check: TestPagesOnly
//	25 passwords with a colon, database lists      passwords.txt, databases.txt
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:           "testdata/script",
		Setup:         setUp,
		Cmds:          scriptCommands(),
		UpdateScripts: *update,
	})
}
