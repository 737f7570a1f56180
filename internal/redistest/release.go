package redistest

import (
	"cmp"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"testing"
)

// A Release is a server program of one version.
type Release struct {
	Name string // kind and version, as in "valkey-8.1.1", or any other file name

	path string
}

var releaseName = regexp.MustCompile(`^([a-z]+)-(\d+)\.(\d+)\.(\d+)$`)

// Releases lists the programs in the directory $TEST_SERVERS, which `make
// servers` fills, by kind and then from the oldest to the newest. Without
// that directory it is the program that Start runs, alone.
func Releases(t testing.TB) []Release {
	t.Helper()
	dir := os.Getenv("TEST_SERVERS")
	if dir == "" {
		return []Release{installed(t)}
	}
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatalf("list the servers in $TEST_SERVERS: %v; run make servers", err)
	}
	var out []Release
	for _, f := range files {
		if releaseName.MatchString(f.Name()) {
			out = append(out, Release{Name: f.Name(), path: filepath.Join(dir, f.Name())})
		}
	}
	if len(out) == 0 {
		t.Fatalf("no server in $TEST_SERVERS, %s, has a name like valkey-8.1.1; run make servers", dir)
	}
	slices.SortFunc(out, Release.compare)
	return out
}

// installed is the program that Start runs.
func installed(t testing.TB) Release {
	t.Helper()
	path := binary(t)
	return Release{Name: filepath.Base(path), path: path}
}

// Kind is "redis", "valkey" and so on; the whole name where that has no
// version.
func (r Release) Kind() string {
	if parts := releaseName.FindStringSubmatch(r.Name); parts != nil {
		return parts[1]
	}
	return r.Name
}

// Before orders releases of one kind.
func (r Release) Before(other Release) bool { return r.compare(other) < 0 }

func (r Release) compare(other Release) int {
	return cmp.Or(cmp.Compare(r.Kind(), other.Kind()), slices.Compare(r.version(), other.version()))
}

// version is nil where the name says nothing.
func (r Release) version() (numbers []int) {
	parts := releaseName.FindStringSubmatch(r.Name)
	for i := 2; i < len(parts); i++ {
		n, _ := strconv.Atoi(parts[i]) // they are digits
		numbers = append(numbers, n)
	}
	return numbers
}

// String names the release in a test's output.
func (r Release) String() string { return r.Name }

// Start is Start with a program of this release. It leaves out the args
// that the release does not know: --enable-debug-command before Redis 7.0,
// where DEBUG needs no permission.
func (r Release) Start(t testing.TB, args ...string) *Server {
	t.Helper()
	return startProgram(t, asServer(r), r.known(args))
}

// Pair starts two servers alike.
func (r Release) Pair(t testing.TB, args ...string) [2]*Server {
	t.Helper()
	return [2]*Server{r.Start(t, args...), r.Start(t, args...)}
}

// Replica is Replica with a program of this release.
func (r Release) Replica(t testing.TB, of *Server, args ...string) *Server {
	t.Helper()
	return replicate(t, r.Start(t, append(credentials(of), args...)...), of)
}

// Cluster is Cluster with programs of this release.
func (r Release) Cluster(t testing.TB, masters, replicasPerMaster int, args ...string) *ClusterNodes {
	t.Helper()
	return MixedCluster(t, slices.Repeat([]Release{r}, masters), replicasPerMaster, args...)
}

// known leaves out what servers of the release would not start with.
func (r Release) known(args []string) []string {
	i := slices.Index(args, "--enable-debug-command")
	if i < 0 || r.Kind() != "keydb" && (r.version() == nil || slices.Compare(r.version(), []int{7}) >= 0) {
		return args
	}
	return slices.Delete(slices.Clone(args), i, i+2)
}
