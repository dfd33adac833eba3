# `make demo` and `make test` work alone on a fresh machine with a Swift toolchain.
# `make help` lists the targets.

SWIFT_CHECKS := --explicit-target-dependency-import-check error
RELEASE      := swift build --configuration release --static-swift-stdlib $(SWIFT_CHECKS)
TEST         := swift test --disable-xctest $(SWIFT_CHECKS)
PREFIX       ?= /usr/local
SANITIZED    ?= ^(RoutingEngine|Documents|TrafficSimulator)Tests\.

.DEFAULT_GOAL := help
.PHONY: help demo demo-gateway build install test test-telemetry test-sdk lint format ci sanitize bench-engine bench-gateway bench-console fuzz-console pictures fuzz-engine fuzz kill-trial bench-recording clean install-deps
# One SwiftPM at a time may use a build folder, whatever `make -j` says.
.NOTPARALLEL:

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' Makefile

demo: build ## build, then open the console on simulated traffic
	@.build/release/route-console demo

demo-gateway: build ## three stand-in providers, the gateway with its console on top, and a small load
	@demo/gateway

build: ## release binary: .build/release/route-console
	@.ci/need libncurses-dev
	$(RELEASE) --product route-console

install: build ## binary, themes and manual page below PREFIX=/usr/local; DESTDIR for packagers
	install -D -m 755 -t '$(DESTDIR)$(PREFIX)/bin' .build/release/route-console
	install -D -m 644 -t '$(DESTDIR)$(PREFIX)/share/route-console/themes' themes/*.theme
	install -D -m 644 -t '$(DESTDIR)$(PREFIX)/share/man/man1' docs/route-console.1

test: ## build and run every test
	@.ci/need libncurses-dev tmux ncurses-term
	@# Programs on terminals of their own first, alone: they wait for each other's output.
	@$(TEST) --filter EndToEndTests
	@$(TEST) --skip EndToEndTests

test-sdk: ## the providers' official clients against the stand-ins and the gateway; installs them into .build
	@.ci/need libncurses-dev
	swift build $(SWIFT_CHECKS) --product route-console
	@Tests/Clients/run

test-telemetry: ## watch against Prometheus, promtool and moto (installs them), and stand-ins for the other clouds
	@.ci/need libncurses-dev prometheus python3-venv
	swift build --product route-console
	@test -x .build/telemetry/bin/moto_server || { python3 -m venv .build/telemetry && \
	  .build/telemetry/bin/pip install -q 'moto[server]==5.2.1' prometheus_client boto3; }
	python3 tools/telemetry/check.py .build/debug/route-console .build/telemetry/bin/python

lint: ## formatting, documentation comments, shell syntax
	@.ci/need
	@for script in .ci/need .ci/run Scripts/pictures.sh demo/gateway bench/gateway Tests/Clients/run; do bash -n "$$script"; done
	swift format lint --strict --recursive --parallel Sources Tests Package.swift

format: ## rewrite the sources in the house format
	@.ci/need
	swift format --in-place --recursive --parallel Sources Tests Package.swift

ci: ## what the build server runs
	@.ci/run

sanitize: ## engine, documents and simulator tests under address, then thread sanitizer
	@.ci/need libncurses-dev tmux ncurses-term
	$(TEST) --sanitize=address --scratch-path .build-asan --filter '$(SANITIZED)'
	TSAN_OPTIONS='suppressions=$(CURDIR)/tsan.supp halt_on_error=1' \
	$(TEST) --sanitize=thread --scratch-path .build-tsan --filter '$(SANITIZED)'

bench-engine: ## measure the engine: .build/bench/engine.json
	@.ci/need
	$(RELEASE) --product EngineBench
	@.build/release/EngineBench

bench-console: build ## measure the console on a terminal: .build/bench/console.json
	@mkdir -p .build/bench
	Scripts/bench-console.py .build/release/route-console > .build/bench/console.json
	@cat .build/bench/console.json

fuzz-console: build ## random bytes and sizes against the console on a terminal; SECONDS=60 SEED=any
	Scripts/fuzz-console.py .build/release/route-console $(or $(SECONDS),60) $(SEED)

pictures: build ## make docs/pictures anew from the real program
	Scripts/pictures.sh .build/release/route-console

fuzz-engine: ## random worlds, faults and acts against the engine's invariants; N=10000 seeds, FIRST=1
	@.ci/need
	$(RELEASE) --product FuzzEngine
	.build/release/FuzzEngine --first $(or $(FIRST),1) --count $(or $(N),10000)

bench-gateway: ## the gateway beside nginx and the bare upstream: .build/bench/gateway.json; ROUNDS=5
	@.ci/need nginx-light wrk procps
	$(RELEASE) --product route-console
	$(RELEASE) --product GatewayBench
	@bench/gateway $(or $(ROUNDS),5)

fuzz: ## random inputs to every parser that meets the network; N=20000 seeds of each, FIRST=1, TRIAL=all
	@.ci/need
	swift build $(SWIFT_CHECKS) --product FuzzGateway
	.build/debug/FuzzGateway --first $(or $(FIRST),1) --count $(or $(N),20000) $(if $(TRIAL),--trial $(TRIAL))

kill-trial: ## kill -9 a process that keeps acts and records, N=200 times, and look what is lost; SEED=1
	@.ci/need
	$(RELEASE) --product ArchiveTrial
	.build/release/ArchiveTrial kill $(or $(N),200) $(or $(SEED),1)

bench-recording: ## record a simulated day, and measure its size, opening and seeking; HOURS=24
	@.ci/need
	$(RELEASE) --product ArchiveTrial
	.build/release/ArchiveTrial measure $(or $(HOURS),24)

clean: ## remove everything that was built
	rm -rf .build .build-asan .build-tsan

install-deps: ## install the Debian packages that build and tests need
	@.ci/need libncurses-dev tmux ncurses-term
