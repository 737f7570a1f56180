package cli

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// mistakes are command lines that are wrong, and what the error has to say.
func mistakes() []struct {
	args []string
	says string
} {
	return []struct {
		args []string
		says string
	}{
		{nil, "-s, --source: missing; give HOST:PORT"},
		{[]string{"-s", "a:1"}, "-t, --target: missing"},
		{[]string{"-t", "a:1"}, "-s, --source: missing"},
		{[]string{"-s", "", "-t", "a:1"}, "-s, --source: missing"},

		// Out of range.
		{sides("-m", "0"), `-m, --comparemode: "0" is not a whole number from 1 to 4`},
		{sides("-m5"), `-m, --comparemode: "5" is not a whole number from 1 to 4`},
		{sides("--m=x"), `-m, --comparemode: "x" is not a whole number from 1 to 4`},
		{sides("-m="), `-m, --comparemode: "" is not`},
		{sides("--comparetimes=0"), `--comparetimes: "0" is not a whole number from 1 to`},
		{sides("--comparetimes=99999999999999999999"), `--comparetimes: "99999999999999999999" is not`},
		{sides("--qps=0"), `-q, --qps: "0" is not a whole number from 1 to 5000000`},
		{sides("-q5000001"), `-q, --qps: "5000001" is not a whole number from 1 to 5000000`},
		{sides("--pace=on"), `--pace: "on" is not one of auto, off`},
		{sides("--rate=-1"), `--rate: "-1" is not a whole number from 0 to`},
		{sides("--bandwidth=fast"), `--bandwidth: "fast" is not a size such as 500kB, 50MB or 1.5GB`},
		{sides("--bandwidth=-1MB"), `--bandwidth: "-1MB" is not a size`},
		{sides("--bandwidth=0.1B"), `--bandwidth: "0.1B" is not a size`},
		{sides("--bandwidth=1e30TB"), `--bandwidth: "1e30TB" is not a size`},
		{sides("--max-latency=5"), `--max-latency: "5" lacks its unit; give 5s or 5ms`},
		{sides("--interval=-1"), `--interval: "-1" is not a time such as 500ms, 2s or 1m, or a whole number of seconds`},
		{sides("--interval=1.5"), `--interval: "1.5" is not a time such as`},
		{sides("--batchcount=0"), `--batchcount: "0" is not a whole number from 1 to 10000`},
		{sides("--batchcount=10001"), `--batchcount: "10001" is not a whole number from 1 to 10000`},
		{sides("--batchcount=0x10"), `--batchcount: "0x10" is not`},
		{sides("--parallel=0"), `--parallel: "0" is not a whole number from 1 to 100`},
		{sides("--parallel=101"), `--parallel: "101" is not a whole number from 1 to 100`},
		{sides("--bigkeythreshold=-1"), `--bigkeythreshold: "-1" is not a whole number from 0 to`},
		{sides("--maxfields=0"), `--maxfields: "0" is not a whole number from 1 to`},
		{sides("--systemprofile=65536"), `--systemprofile: "65536" is not a whole number from 0 to 65535`},
		{sides("--ttl-tolerance=2"), `--ttl-tolerance: "2" lacks its unit; give 2s or 2ms`},
		{sides("--ttl-tolerance=-2s"), `--ttl-tolerance: "-2s" is not a time`},
		{sides("--retry-for=off"), `--retry-for: "off" is not a time such as 500ms, 2s or 1m`},

		// Flags that exclude each other.
		{sides("--digest", "-m", "2"), "--digest: mode 2 compares no values; leave this out, or give -m 1 or 4"},
		{sides("-m3", "--digest"), "--digest: mode 3 compares no values; leave this out, or give -m 1 or 4"},
		{sides("--digest=yes"), `--digest: "yes" is not true or false`},

		// Not one of the words.
		{sides("--loglevel=trace"), `--loglevel: "trace" is not one of debug, info, warn, error`},
		{sides("--sourceauthtype=AUTH"), `--sourceauthtype: "AUTH" is not one of auth, adminauth`},
		{sides("--targetauthtype="), `--targetauthtype: "" is not one of auth, adminauth`},
		{sides("--sourcedbtype=9"), `--sourcedbtype: "9" is not one of auto, db, standalone, 0, cluster, 1, aliyun, 2, tencent, 3, sentinel`},
		{sides("--targetdbtype=x"), `--targetdbtype: "x" is not one of auto, db,`},
		{sides("--metric=FILE"), `--metric: "FILE" is not true or false`},

		// Lists.
		{sides("-f", "a||b"), "-f, --filterlist: name 2 of 3 between the '|' is empty"},
		{sides("--sourcedbfilterlist=0,x"), `--sourcedbfilterlist: "x" is not a whole number`},
		{sides("-f", "a*b"), "-f, --filterlist: name 1 of 1 has a * that is not at its end; patterns are given by --include"},
		{sides("--targetdbfilterlist=0;;5"), `--targetdbfilterlist: "" is not a whole number`},

		// Kinds that do not fit the address.
		{sides("-s=master@a:1", "--sourcedbtype=standalone"), "--sourcedbtype: db does not fit the address, which is that of a cluster"},
		{sides("-t=a:1;b:2", "--targetdbtype=0"), "--targetdbtype: db does not fit the address, which is that of a cluster"},
		{sides("-t=a:1;b:2", "--targetdbtype=aliyun"), "--targetdbtype: aliyun does not fit the address"},
		{sides("-t=redis+sentinel://a/m", "--targetdbtype=1"), "--targetdbtype: cluster does not fit the address, which is that of a sentinel"},
		{sides("--sourcedbtype=sentinel"), "--sourcedbtype: a sentinel's address is redis+sentinel://HOST:26379/NAME"},
		{sides("-s", "redis+sentinel://a"), "-s, --source: "},
		{sides("-s", "::1:6379"), "-s, --source: "},

		// Databases.
		{sides("--dbmap=0"), `--dbmap: "0" has no =; databases are mapped as in 0=7,3=0 or *=0`},
		{sides("--dbmap="), `--dbmap: "" has no =`},
		{sides("--dbmap=0=*"), `--dbmap: "*" is not the number of a database`},
		{sides("--dbmap=-1=0"), `--dbmap: "-1" is not the number of a database`},
		{sides("--dbmap=0=1,0=2"), `--dbmap: database 0 is mapped twice`},
		{sides("--dbmap=*=1,*=2"), `--dbmap: * is mapped twice`},
		{sides("--sourcedbfilterlist=0", "--targetdbfilterlist=5;7"), "--targetdbfilterlist: no database is left to compare"},
		{sides("--targetdbfilterlist=5", "--dbmap=*=0"),
			"--dbmap: no database is left to compare: none of the source's goes to one of these of the target: 5;"},
		{[]string{"-s", "redis://a:1/3", "-t", "redis://b:1/4", "--dbmap=3=3"}, "--dbmap: no database is left"},
		{[]string{"-s", "redis://a:1/3", "-t", "b:1", "--targetdbfilterlist=1"}, "--targetdbfilterlist: no database is left"},
		{[]string{"-s", "redis://a:1/3", "-t", "b:1", "--sourcedbfilterlist=1"}, "--sourcedbfilterlist: the address names database 3 alone"},

		// Keys.
		{sides("--keymap=a/b"), "--keymap: it wants s/OLD/NEW/, as sed does"},
		{sides("--keymap", "s/a/b"), "--keymap: it wants three /, as in s/OLD/NEW/"},
		{sides("--keymap", "s/a/b/x"), `--keymap: "x" is no flag; behind the last delimiter stands g or nothing`},
		{sides("--keymap", "s//b/"), "--keymap: there is nothing to look for"},
		{sides("--keymap", `s/(/b/`), "--keymap: error parsing regexp: missing closing )"},
		{sides("--keymap", `s/a/\1/`), `--keymap: the expression has no group "1"`},
		{sides("--keymap", `s/a/${x}/`), `--keymap: the expression has no group "x"`},
		{sides("--include="), "--include: empty; give a glob such as user:*"},
		{sides("--include=[a"), `--include: byte 1: the [ lacks its ]; the byte itself is \[`},
		{sides(`--exclude=a\`), `--exclude: byte 2: a \ at the end says nothing`},
		{sides("--exclude=re:("), "--exclude: error parsing regexp: missing closing )"},
		{sides("--type="), `--type: "" is not one of string, hash, list, set, zset, stream`},
		{sides("--type=string,strings"), `--type: "strings" is not one of`},

		// TLS.
		{sides("--sourcecacert", "/no/such/file"), "--sourcecacert: read the CA's certificates: open /no/such/file"},
		{sides("--targetcacert", "/dev/null"), "--targetcacert: /dev/null holds no certificate"},
		{sides("--sourcecert", "/dev/null"), "--sourcecert: its key is missing: give --sourcekey"},
		{sides("--targetkey", "/dev/null"), "--targetkey: its certificate is missing: give --targetcert"},
		{sides("--targetkey", "/dev/null", "--targetcert=/no/such"), "--targetcert: read the client certificate: open /no/such"},
		{sides("--sourcetls=false", "--sourceinsecure"), "--sourcetls: false, but the address or another flag asks for TLS"},
		{sides("--sourcetls=maybe"), `--sourcetls: "maybe" is not true or false`},
		{[]string{"-s", "rediss://a:1", "--sourcetls=false", "-t", "b:2"}, "--sourcetls: false, but"},

		// Files.
		{sides("--db="), "-d, --db: empty; give the name of a file"},
		{sides("--sourcepasswordfile", "/no/such/file"), "--sourcepasswordfile: open /no/such/file: no such file"},
		{sides("--targetpasswordfile", "/"), "--targetpasswordfile: read /: is a directory"},
		{sides("-p", "x", "--sourcepasswordfile", "f"), "-p, --sourcepassword: give either this or --sourcepasswordfile"},
		{sides("--a=x", "--targetpasswordfile", "f"), "-a, --targetpassword: give either this or --targetpasswordfile"},

		// Flags that are none, or lack their value.
		{sides("--unknown=1"), "unknown flag; --help lists them all"},
		{sides("--sorce=x"), "unknown flag --sorce: is it --source?"},
		{sides("--comparemod=1"), "unknown flag --comparemod: is it --comparemode?"},
		{sides("--targetpasswordX"), "unknown flag that begins with --targetpassword; a value follows after a blank or an equals sign"},
		{sides("-sourcepassword=x"), "--sourcepassword takes two dashes"},
		{sides("-metric"), "--metric takes two dashes"},
		{sides("-db=x"), "--db takes two dashes"},
		{[]string{"-s", "x", "-p", "a:1", "-t", "b:2"}, "-s, --source: is it exchanged with --sourcepassword, which is given an address? If not"},

		// Files that are taken.
		{sides("--result", "result.db.1"), "--result: result.db.1 is a file that -d names; give another name"},
		{sides("--result", "./result.db"), "--result: ./result.db is a file that -d names"},
		{sides("--result", "x.lock", "-d", "x"), "--result: x.lock is a file that -d names"},
		{sides("-x1"), "unknown flag -x; --help lists them all"},
		{sides("-\xff"), "unknown flag"},
		{sides("--\n"), "unknown flag; --help lists them all"},
		{sides("--=x"), "an argument of dashes alone is no flag"},
		{sides("---"), "an argument of dashes alone is no flag"},
		{sides("-m", "-phunter2"), "-m, --comparemode: its value is missing, another flag follows"},
		{sides("--db", "--log=x"), "-d, --db: its value is missing, another flag follows"},
		{sides("--log", "--"), "--log: its value is missing, another flag follows"},
		{sides("--interval", "-1"), `--interval: "-1" is not`},
		{sides("-m"), "-m, --comparemode: its value is missing: MODE 1: full value"},
		{sides("--log"), "--log: its value is missing"},
		{sides("extra"), "an argument that belongs to no flag"},
		{sides("--", "-m"), "an argument that belongs to no flag"},
		{[]string{"demos"}, "an argument that belongs to no flag"},
		{[]string{"demo", "x"}, "an argument that belongs to no flag"},
		{[]string{"demo", "-m1"}, "unknown flag -m"},
		{[]string{"help", "x"}, "an argument that belongs to no flag"},
	}
}

// TestMistakes makes sure that a mistake is told in one line, and that nothing
// is done.
func TestMistakes(t *testing.T) {
	for _, tt := range mistakes() {
		got := try(tt.args, nil)
		if !strings.HasPrefix(got.stderr, "redis-full-check: ") || !strings.Contains(got.stderr, tt.says) {
			t.Errorf("%q says %q, want %q", tt.args, got.stderr, tt.says)
		}
		if got.status != exitTrouble || got.ran || got.stdout != "" || strings.Count(got.stderr, "\n") != 1 {
			t.Errorf("%q: %+v", tt.args, got)
		}
	}
}

// TestMistakesTouchNothing runs them with the true check.
func TestMistakesTouchNothing(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	for _, tt := range mistakes() {
		files := []string{"--log", "x.log", "--result", "x.txt"}
		var stderr bytes.Buffer
		env := Env{Stdout: &stderr, Stderr: &stderr, Getenv: func(string) string { return "" }}
		if status := Run(context.Background(), append(files, tt.args...), env); status != int(exitTrouble) {
			t.Errorf("%q ends with %d: %s", tt.args, status, stderr.String())
		}
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestAddresses(t *testing.T) {
	for _, address := range []string{"a:1", "127.0.0.1:6379", "[::1]:65535", "[fe80::1%eth0]:6379", "db-1.example.com:6379", "my_redis:1",
		"h", "a:1;b:2", "a:1,b", "slave@a:1", "rediss://u:p@h", "unix:///x", "redis+sentinel://a,b/m"} {
		if _, err := parseAddress(address); err != nil {
			t.Error(err)
		}
	}
	for address, want := range map[string]string{
		"h:0":                    "the port is not a number from 1 to 65535",
		"a b:1":                  "HOST:PORT",
		"::1:6379":               "an IPv6 address stands in brackets",
		"user:hunter2@h:1":       "before the @ stands master or slave",
		"redis://:hunter2@h:1/x": "after the host stands the number of a database",
	} {
		_, err := parseAddress(address)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("parseAddress(%q) = %v, want %q", address, err, want)
		}
	}
}

func TestStatusAndErrorOfTheCheck(t *testing.T) {
	broken := errors.New("read reply:\nconnection reset")
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	tests := []struct {
		ctx    context.Context
		status exit
		err    error
		want   exit
		says   string
	}{
		{context.Background(), exitDifferent, nil, exitDifferent, ""},
		{context.Background(), exitIncomplete, nil, exitIncomplete, ""},
		{context.Background(), exitSame, broken, exitTrouble, "redis-full-check: read reply: connection reset\n"},
		{context.Background(), exitSame, context.Canceled, exitTrouble, "redis-full-check: context canceled\n"},
		{cancelled, exitTrouble, context.Canceled, exitInterrupted, "redis-full-check: interrupted\n"},
		{cancelled, exitTrouble, broken, exitInterrupted, "redis-full-check: interrupted: read reply: connection reset\n"},
	}
	for _, tt := range tests {
		var stderr bytes.Buffer
		p := program{env: Env{Stdout: &stderr, Stderr: &stderr, Getenv: os.Getenv}}
		p.check = func(context.Context, config, Env) (exit, error) { return tt.status, tt.err }
		if got := p.run(tt.ctx, sides()); got != tt.want || stderr.String() != tt.says {
			t.Errorf("%v, %v: status %d, %q", tt.status, tt.err, got, stderr.String())
		}
	}
}

func TestHelp(t *testing.T) {
	want := try([]string{"--help"}, nil)
	if want.status != exitSame || want.stderr != "" || want.ran {
		t.Errorf("--help: %+v", want)
	}
	for _, args := range [][]string{{"-h"}, {"--h"}, {"help"}, sides("-h"), {"-h", "-v"}} {
		if got := try(args, nil); got.stdout != want.stdout || got.status != exitSame || got.ran {
			t.Errorf("%q differs from --help: %+v", args, got)
		}
	}
	for line := range strings.Lines(want.stdout) {
		if len(line) > helpWidth+1 || strings.TrimRight(line, " \n") != strings.TrimSuffix(line, "\n") {
			t.Errorf("too long, or blanks at its end: %q", line)
		}
	}
	for _, row := range append(originals(), ours()...) {
		if !strings.Contains(want.stdout, " --"+row.long+" ") {
			t.Errorf("--%s is missing", row.long)
		}
	}
	if !strings.Contains(want.stdout, exitHelp()) || strings.Count(exitHelp(), "\n") != 6 {
		t.Error("the statuses are missing")
	}
}

func TestHelpGolden(t *testing.T) {
	got := try([]string{"--help"}, nil).stdout
	path := filepath.Join("testdata", "help.golden")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil || string(want) != got {
		t.Errorf("--help is not what %s holds (go test -update writes it): %v", path, err)
	}
}

func TestHelpOfDemo(t *testing.T) {
	got := try([]string{"demo", "--help"}, nil)
	if got.status != exitSame || !strings.HasPrefix(got.stdout, "redis-full-check demo: ") || got.stderr != "" {
		t.Errorf("%+v", got)
	}
}

func TestVersion(t *testing.T) {
	for _, args := range [][]string{{"-v"}, {"--v"}, {"--version"}, sides("--version")} {
		got := try(args, nil)
		if got.status != exitSame || got.stdout != "redis-full-check 1.2.3\n" || got.stderr != "" || got.ran {
			t.Errorf("%q: %+v", args, got)
		}
	}
}

// FuzzArguments makes sure that whatever the command line is, it is accepted
// or refused in one line.
func FuzzArguments(f *testing.F) {
	for _, tt := range mistakes() {
		f.Add(strings.Join(tt.args, "\x00"))
	}
	f.Add("-s\x00a:1\x00-t=b:2\x00-m1\x00--q=3\x00--metric\x00-p\x00x")
	f.Add("-vh\x00--\x00-p=")
	f.Fuzz(func(t *testing.T, line string) {
		args := strings.Split(line, "\x00")
		if strings.Contains(line, "__complete") || strings.Contains(line, "passwordfile") || strings.Contains(line, "cert") ||
			strings.Contains(line, "sourcekey") || strings.Contains(line, "targetkey") {
			t.Skip("cobra's own command, or any file of this machine")
		}
		got := try(args, nil)
		switch {
		case got.status == exitSame && got.stderr == "":
		case got.status == exitTrouble && !got.ran && strings.Count(got.stderr, "\n") == 1:
		default:
			t.Fatalf("%q: %+v", args, got)
		}
	})
}
