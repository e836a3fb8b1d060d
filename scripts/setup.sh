#!/bin/sh
# Installs what is missing to build and run (`setup.sh run`) or to test (`setup.sh test`).
#
# Says what it does. Uses apt-get only where something is missing and it may (root, or sudo);
# otherwise it ends with the exact command to type. What is there already is left alone.
set -eu

purpose=${1:-run}
case $purpose in run | test) ;; *) echo "usage: $0 run|test" >&2; exit 2 ;; esac
cd "$(dirname "$0")/.."
PATH=$PATH:${HOME:-/nonexistent}/.cargo/bin
export PATH

say() { printf 'setup: %s\n' "$*"; }

# Debian packages that have to be installed.
packages=
# What no package brings: said at the end, all at once.
lacking=

need() { packages="$packages $1"; say "missing: $2"; }
lack() { lacking="$lacking
  - $1"; }

have() { command -v "$1" >/dev/null 2>&1; }

compiler_works() {
    dir=$(mktemp -d) || return 1
    printf '#include <stdlib.h>\nint main(void) { return EXIT_SUCCESS; }\n' >"$dir/a.c"
    cc -o "$dir/a" "$dir/a.c" >/dev/null 2>&1 && "$dir/a"
    works=$?
    rm -rf "$dir"
    return $works
}

# Any usable interpreter will do; the sandbox looks for them in the same order.
python_works() {
    for python in python3 python3.14 python3.13 python3.12 python3.11 /usr/bin/python3; do
        "$python" -c 'import sys, ensurepip, sqlite3, ssl, venv; sys.exit(sys.version_info < (3, 11))' \
            >/dev/null 2>&1 && return 0
    done
    return 1
}

postgres_works() {
    have initdb && have postgres && return 0
    for folder in /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /usr/local/pgsql/bin; do
        [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ] && return 0
    done
    return 1
}

compiler_works || need "gcc libc6-dev" "a C compiler (cc)"
python_works || need "python3 python3-venv" "Python 3.11 or newer with venv and ensurepip"
if [ "$purpose" = test ]; then
    postgres_works || need postgresql "PostgreSQL's server programs (initdb, postgres)"
fi
# Boxes behind another kernel are tried where there is one to be had.
if [ "$purpose" = test ] && [ "$(id -u)" = 0 ] && ! have runsc && have apt-cache &&
    [ -n "$(apt-cache madison runsc 2>/dev/null)" ]; then
    need runsc "gVisor (runsc), for the tests of external runners"
fi
if ! have cargo; then
    if have apt-cache && apt-cache show rustup >/dev/null 2>&1; then
        need rustup "a Rust toolchain"
    else
        lack "a Rust toolchain: install rustup (https://rustup.rs), then run this again"
    fi
fi

if [ -n "$packages" ]; then
    if ! have apt-get; then
        lack "install with this system's package manager what Debian calls:$packages"
    elif [ "$(id -u)" = 0 ]; then
        as_root=
    elif have sudo && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
        as_root=sudo
    else
        lack "as root: apt-get update && apt-get install -y$packages"
    fi
    if [ -z "$lacking" ]; then
        say "installing:$packages"
        $as_root apt-get update -qq
        # shellcheck disable=SC2086 # a list of names
        $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages
        compiler_works || lack "a C compiler that works: cc still fails after its installation"
        python_works || lack "Python 3.11 or newer: this system's packages bring an older one"
        if [ "$purpose" = test ]; then
            postgres_works || lack "PostgreSQL's server programs: not found after their installation"
        fi
    fi
fi

# In this folder rustup takes the toolchain that rust-toolchain.toml names, and fetches it once.
if have cargo; then
    if ! cargo --version >/dev/null 2>&1; then
        have rustup && say "fetching the toolchain of rust-toolchain.toml" && rustup toolchain install || true
    fi
    if ! version=$(cargo --version 2>/dev/null); then
        lack "the Rust toolchain of rust-toolchain.toml: rustup toolchain install"
    elif [ "$purpose" = test ]; then
        for component in rustfmt clippy; do
            program=$component
            [ "$component" = rustfmt ] && program=fmt
            if ! cargo "$program" --version >/dev/null 2>&1; then
                say "missing: $component"
                have rustup && rustup component add "$component" || lack "$component: rustup component add $component"
            fi
        done
    fi
fi

if [ -n "$lacking" ]; then
    printf 'setup: this machine still needs:%s\n' "$lacking" >&2
    exit 5
fi
say "all there for \`$purpose\` (${version:-cargo})"
