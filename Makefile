# Thin: each line says which program does the work.

# Where cargo puts what it builds.
TARGET := $(or $(CARGO_TARGET_DIR),target)
BINARY := $(TARGET)/release/quantumlayer
# A fresh folder each time: `generate` never writes into one that holds something.
OUT := out/library-$(shell date +%Y%m%d-%H%M%S)

export PATH := $(PATH):$(HOME)/.cargo/bin

.PHONY: help run install test bench soak fuzz prove lint clean

help:
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile

run: ## installs what is missing, builds, and turns an example sentence into a proven project
	@scripts/setup.sh run
	cargo build --locked --release -p quantumlayer
	"$(BINARY)" generate - --accept-proposals --out "$(OUT)" < examples/library.txt
	@echo "the project, its capsule and its evidence: $(OUT)"

# Where `make install` puts it; DESTDIR for packagers.
PREFIX ?= /usr/local
SHARE := $(DESTDIR)$(PREFIX)/share

install: ## the binary under PREFIX, with its older names qlp and qlf, and tab completion
	@scripts/setup.sh run
	cargo build --locked --release -p quantumlayer
	install -D -m 755 "$(BINARY)" "$(DESTDIR)$(PREFIX)/bin/quantumlayer"
	@for name in quantumlayer qlp qlf; do set -e; \
	  bin="$(DESTDIR)$(PREFIX)/bin/$$name"; \
	  test $$name = quantumlayer || ln -sfn quantumlayer "$$bin"; \
	  install -d "$(SHARE)/bash-completion/completions" "$(SHARE)/zsh/site-functions" "$(SHARE)/fish/vendor_completions.d"; \
	  "$$bin" completions bash > "$(SHARE)/bash-completion/completions/$$name"; \
	  "$$bin" completions zsh > "$(SHARE)/zsh/site-functions/_$$name"; \
	  "$$bin" completions fish > "$(SHARE)/fish/vendor_completions.d/$$name.fish"; \
	done
	@echo "installed: $(DESTDIR)$(PREFIX)/bin/quantumlayer"

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

fuzz: ## reads spoiled requests for ten minutes, or `SECONDS=3600`, and holds the reader to its promises
	@scripts/setup.sh test
	cargo run --release --quiet -p xtask -- fuzz-reader --seconds $(or $(SECONDS),600) --seed $$(date +%s)

prove: ## runs every mutant of every blueprint and writes what was killed
	@scripts/setup.sh test
	cargo xtask prove

lint: ## the quick part of `make test`
	cargo xtask ci fmt tidy clippy

clean: ## removes what was built
	cargo clean
