# Thin: each line says which program does the work.

# Where cargo puts what it builds.
TARGET := $(or $(CARGO_TARGET_DIR),target)
BINARY := $(TARGET)/release/quantumlayer
# A fresh folder each time: `generate` never writes into one that holds something.
OUT := out/library-$(shell date +%Y%m%d-%H%M%S)

export PATH := $(PATH):$(HOME)/.cargo/bin

.PHONY: help run test bench soak prove lint clean

help:
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile

run: ## installs what is missing, builds, and turns an example sentence into a proven project
	@scripts/setup.sh run
	cargo build --locked --release -p quantumlayer
	"$(BINARY)" generate - --accept-proposals --out "$(OUT)" < examples/library.txt
	@echo "the project, its capsule and its evidence: $(OUT)"

test: ## installs what is missing and passes every test
	@scripts/setup.sh test
	cargo xtask ci

bench: ## measures what SPECIFICATION.md promises in figures
	@scripts/setup.sh test
	cargo xtask bench

soak: ## runs ten thousand programs, and streams under faults for ten minutes, and looks for what they leave
	@scripts/setup.sh test
	cargo test --release -p quantumlayer --test it -- --ignored --nocapture minutes_of_streams
	cargo test --release -p sandbox --test it -- --ignored --nocapture ten_thousand

prove: ## runs every mutant of every blueprint and writes what was killed
	@scripts/setup.sh test
	cargo xtask prove

lint: ## the quick part of `make test`
	cargo xtask ci fmt tidy clippy

clean: ## removes what was built
	cargo clean
