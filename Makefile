# make demo    the whole thing, on two servers inside the process
# make test    everything that CI checks
# make build   one static binary: bin/redis-full-check
# make servers       fetch real servers of many versions into a cache (Debian only)
# make test-servers  the tests that compare those with each other; SHORT=-short for a part of them
# make live    the proof that late keys are told from lost ones: RUNS runs of each lag and setup
# make fuzz    every fuzz target for FUZZTIME each
# make bench   measure; needs a quiet machine (docs/PERFORMANCE.md)

VERSION  ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
LINT     := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
FUZZTIME ?= 20s
RUNS     ?= 20
LIVE     ?= replay/0s replay/50ms replay/500ms replay/3s replica/500ms replica/3s cluster/50ms cluster/3s

.PHONY: build demo test vet lint unit servers test-servers live fuzz bench redis

build:
	CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.version=$(VERSION)" -o bin/redis-full-check .

demo: build
	bin/redis-full-check demo

test: redis vet lint unit build

# The tests start real servers.
redis:
	@command -v "$${REDIS_SERVER:-redis-server}" >/dev/null || ./scripts/install-redis

vet:
	go vet ./...
	@test -z "$$(gofmt -l .)" || { gofmt -l .; echo "these files want gofmt"; exit 1; }

lint:
	go run $(LINT) run

unit:
	go test -race -timeout 60m ./...

servers:
	@./scripts/servers

test-servers: servers
	TEST_SERVERS=$$(dirname $$(./scripts/servers | head -n 1)) \
		go test $(SHORT) -timeout 60m -run 'Release|MixedCluster' ./internal/redistest ./internal/check ./internal/plan

live: redis
	LIVE="$(LIVE)" go test -count $(RUNS) -timeout 5h -run 'TestLive$$' -v ./internal/check

fuzz:
	./scripts/fuzz $(FUZZTIME)

bench: build
	./bench/run
