# `make test` is all a newcomer needs; `make help` lists the rest.

# How long `fuzz` spends on each target, how many random cases `trial` gives each property, which benchmarks
# `bench` runs how often, which tests `trial` runs in full, and how long `load` lasts.
FUZZTIME ?= 5s
CHECKS ?= 20000
BENCH ?= .
TRIALS ?= Killed|AtOnce|TwoClose|Workers|Cut|Years|Clocks|Disk|Backup|Detected
COUNT ?= 1
LOADTIME ?= 10m

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
export PATH := $(PATH):/usr/local/go/bin
# The product is pure Go. Targets that need C (the race detector, the peers) say so.
export CGO_ENABLED := 0
# A checkout that belongs to another user builds too.
export GOFLAGS += -buildvcs=false

peers := allocation/peers
tool := go tool -modfile=internal/tools/go.mod

.PHONY: test
test: modules compiler database browser ## install what is missing and run every test
	go test -timeout 30m ./...

.PHONY: lint
lint: vet format staticcheck tidy ## go vet, gofumpt, staticcheck and go mod tidy find nothing

.PHONY: race
race: modules compiler database browser ## the tests again under the race detector, with fewer random cases
	CGO_ENABLED=1 go test -race -short -timeout 40m ./...

.PHONY: fuzz
fuzz: modules ## every fuzz target for FUZZTIME (5s)
	listed=$$(go test -list '^Fuzz' ./...) || { echo "$$listed" >&2; exit 1; }
	grep -q '^Fuzz' <<<"$$listed" || { echo "no fuzz targets yet"; exit 0; }
	awk '/^Fuzz/ {names[++n] = $$1} $$1 == "ok" {for (i = 1; i <= n; i++) print $$2, names[i]; n = 0}' <<<"$$listed" \
		| while read -r package name; do
			echo "$$package $$name"
			$(fuzz-one)
		done

.PHONY: bench
bench: modules database ## the benchmarks named BENCH (all), COUNT (1) times
	go test -run '^$$' -bench '$(BENCH)' -benchmem -count $(COUNT) ./...

.PHONY: bench-once
bench-once: modules database ## one round of every benchmark, to see that it runs
	go test -run '^$$' -bench . -benchtime 1x ./...

.PHONY: peers
peers: peers-machine ## the same work by DuckDB, PostgreSQL, go-money and decimal, timed beside ours
	$(MAKE) --no-print-directory -C $(peers) bench wholejob

.PHONY: peers-test
peers-test: peers-machine ## the tests of the peers, and staticcheck on them
	$(MAKE) --no-print-directory -C $(peers) test
	cd $(peers)
	CGO_ENABLED=1 go tool -modfile=../../internal/tools/go.mod staticcheck ./...

.PHONY: trial
trial: modules database ## the long run: CHECKS (20000) cases per property, kills and cuts in full, a minute per fuzz target
	random=$$(go list -test -f '{{.ImportPath}} {{join .Deps " "}} ' ./... \
		| awk '$$1 ~ /[.]test$$/ && / pgregory.net\/rapid / {sub(/[.]test$$/, "", $$1); print $$1}')
	go test -count 1 -timeout 6h $$random -rapid.checks $(CHECKS)
	CHARGEBACK_TRIAL=1 go test -count 1 -timeout 6h -v -run '$(TRIALS)' ./cmd/chargeback ./internal/billing ./internal/schedule ./internal/store
	$(MAKE) --no-print-directory fuzz FUZZTIME=60s

.PHONY: load
load: modules database ## 200 users at once for LOADTIME (10m) on both databases, and one bill as fast as it goes; on an idle machine
	LOADTIME=$(LOADTIME) go test -count 1 -timeout 2h -v -run 'TestLoad|TestFirstLoad' ./cmd/chargeback

.PHONY: demo
demo: modules ## charge a month of a municipality's data set
	go run ./cmd/chargeback demo

.PHONY: help
help: ## this list
	awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' Makefile

# The parts of the above.

# When FUZZTIME ends while a worker is in the middle of a case, go test can report its own deadline as a failure
# (golang/go#75804). Only that is forgiven: a find says which input failed.
define fuzz-one
if said=$$(go test -run '^$$' -fuzz "^$$name\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 2s "$$package" </dev/null 2>&1); then
	echo "$$said"
elif grep -q 'context deadline exceeded' <<<"$$said" && ! grep -qE 'Failing input|panic|hung or terminated' <<<"$$said"; then
	grep '^fuzz: elapsed' <<<"$$said"
else
	echo "$$said"
	exit 1
fi
endef

.PHONY: vet
vet: modules
	go vet ./...

.PHONY: format
format:
	files=$$($(tool) gofumpt -l .)
	[ -z "$$files" ] || { printf 'not formatted, run `$(tool) gofumpt -w .`:\n%s\n' "$$files" >&2; exit 1; }

.PHONY: staticcheck
staticcheck: modules
	$(tool) staticcheck ./...

.PHONY: tidy
tidy: modules
	go mod tidy -diff

.PHONY: modules
modules: certificates
	command -v go >/dev/null || { echo "Go is missing: install it from https://go.dev/dl/" >&2; exit 1; }
	go mod download

# Debian's packages are installed only where something is missing, and only by root.
# $(call install,CHECK,WHAT,PACKAGES)
install = { $(1); } >/dev/null 2>&1 || { \
	command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ] \
		|| { echo "$(2) is missing. Install it, or run as root on Debian: apt-get install $(3)" >&2; exit 1; }; \
	export DEBIAN_FRONTEND=noninteractive; \
	apt-get install --yes --no-install-recommends $(3) 2>/dev/null \
		|| { apt-get update && apt-get install --yes --no-install-recommends $(3); }; }

.PHONY: certificates
certificates:
	command -v apt-get >/dev/null || exit 0
	$(call install,[ -e $${SSL_CERT_FILE:-/etc/ssl/certs/ca-certificates.crt} ],A list of certificate authorities,ca-certificates)

.PHONY: compiler
compiler:
	$(call install,command -v gcc,A C compiler (for the race detector),gcc libc6-dev)

.PHONY: database
database:
	$(call install,ls /usr/lib/postgresql/*/bin/initdb,PostgreSQL (for the tests),postgresql)

.PHONY: browser
browser:
	$(call install,command -v chromium,Chromium (for the tests of the pages),chromium)

.PHONY: peers-machine
peers-machine:
	$(call install,command -v g++ && ls /usr/lib/postgresql/*/bin/initdb,A C++ compiler or PostgreSQL (for the peers),g++ postgresql)

.SILENT:
.ONESHELL:
