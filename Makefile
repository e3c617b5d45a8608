# Burhan's everyday commands. `make` or `make help` lists them.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

swift ?= swift
sources := Package.swift Sources Guests Tests Benchmarks Fuzz
fuzz_seconds ?= 120
fuzz_smoke_seconds ?= 20
fuzz_long_seconds ?= 900

.PHONY: help setup demo build guests test bench bench-quick bench-service check-long fuzz fuzz-smoke format lint embedded ci clean

help: ## list the commands
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## install the Debian packages Burhan needs and check Swift
	@scripts/setup

demo: setup ## the whole way: deploy a rule over HTTP, prove it, verify it offline, refuse what was tampered with
	@scripts/demo

build: ## build everything, optimised (warnings are errors)
	$(swift) build -c release

guests: build ## build the shipped guests (Guests/Shipped) again from their sources; image IDs change with their bytes
	.build/release/burhan build Guests/RuleGuest --output Guests/Shipped/rule.elf
	for guest in fibonacci sha256 income-sum mixed; do \
	    .build/release/burhan build Guests/Examples/$$guest --output Guests/Shipped/$$guest.elf; \
	done

# Tests that start servers of their own and count on their pace: one after the other, so that two cores are enough.
with_servers := FaultTests|MessagingTests|SharedStateTests|ScaleOutTests|WorkerTests|EnvoyTests|ServerBehindEnvoyTests|PostgreSQLFailureTests|SharedDatabaseTests

test: ## build and run all tests, optimised
	@scripts/setup --tests
	$(swift) build -c release --build-tests
	$(swift) test -c release --skip-build --disable-xctest --skip '$(with_servers)'
	$(swift) test -c release --skip-build --disable-xctest --no-parallel --filter '$(with_servers)'

bench: ## every measurement, compared with the last release (store=VERSION keeps it as that release's); tables, Markdown, bench.json
	$(swift) build -c release --package-path Benchmarks
	Benchmarks/.build/release/burhan-bench full --json bench.json \
	    $(addprefix --compare ,$(lastword $(sort $(wildcard Benchmarks/results/*.json)))) \
	    $(if $(store),--store Benchmarks/results/$(store).json)

bench-quick: ## the few figures that matter, as one line of JSON, within 50 seconds once built
	@$(swift) build -c release --package-path Benchmarks 1>&2
	@Benchmarks/.build/release/burhan-bench quick

fuzz: ## fuzz each entry point for two minutes (fuzz_seconds=N for longer), stopping at the first finding
	@scripts/fuzz --seconds $(fuzz_seconds)

fuzz-smoke: ## the short run of CI: 20 seconds each
	@scripts/fuzz --seconds $(fuzz_smoke_seconds)

bench-service: build ## the service under load, embedded and scaled out: requests a second, event streams, a long queue, workers (arguments=… for scripts/bench-service)
	@scripts/setup --tests
	$(swift) build -c release --package-path Benchmarks
	scripts/bench-service $(arguments)

check-long: ## what takes long: many more random programs against qemu, every fault scenario 20 times, a proof of 2^22 cycles, 15 minutes of fuzzing per entry point
	@scripts/setup --tests
	$(swift) build -c release --build-tests
	BURHAN_DIFFERENTIAL_ROUNDS=2000 BURHAN_FAULT_ROUNDS=20 $(swift) test -c release --skip-build --disable-xctest
	.build/release/burhan bench --log-cycles 22
	@scripts/fuzz --seconds $(fuzz_long_seconds)

format: ## rewrite all Swift sources in the project's format
	$(swift) format --in-place --parallel --recursive $(sources)

lint: ## check the format of all Swift sources and the syntax of all scripts
	$(swift) format lint --strict --parallel --recursive $(sources)
	@for script in $$(grep -d skip -lE '^#!.*bash' scripts/* .ci/run); do bash -n "$$script"; done
	@for script in $$(grep -d skip -lE '^#!.*python3' scripts/*) scripts/*/*.py; do python3 -c 'import ast, sys; ast.parse(open(sys.argv[1]).read())' "$$script"; done

embedded: ## compile the verifier with Embedded Swift, for bare RISC-V and bare WebAssembly
	@scripts/check-embedded

ci: ## what continuous integration runs
	@bash .ci/run

clean: ## remove everything that was built
	rm -rf .build Benchmarks/.build Fuzz/.build
