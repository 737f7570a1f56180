// Package redistest starts real redis-server processes for tests: single
// servers, replicas, clusters, sentinels, servers with TLS, and a proxy
// that misbehaves on demand in front of any of them.
//
// Everything ends with the test that asked for it: processes are killed,
// clients closed and goroutines waited for in the test's cleanup. Helpers
// fail the test themselves instead of returning errors, so they must be
// called from the test's own goroutine unless they say otherwise.
//
// The binary is $REDIS_SERVER, or redis-server from the PATH; a Release is one
// of other versions.
package redistest
