#!/bin/sh
# Make .venv with exactly the packages of requirements.txt. Does nothing when that is done already.
# Needs Python 3.11 (with its venv module) and nothing else; runs in an empty environment.
set -eu
umask 022
cd "$(dirname "$0")/../.."
here=$(pwd -P)
stamp=.venv/.packages

say() { printf '%s\n' "$*" >&2; }

is_311() { "$1" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' >/dev/null 2>&1; }

find_python() {
    for candidate in ${PYTHON:-} python3.11 python3 /usr/bin/python3.11 /usr/bin/python3; do
        if is_311 "$candidate"; then
            printf '%s' "$candidate"
            return 0
        fi
    done
    say "Python 3.11 was not found. Install it, or name it: make PYTHON=/path/to/python3.11"
    return 1
}

wanted() {
    # what the stamp must say: these packages, in this place
    "$1" - "$here" <<'PY'
import hashlib, pathlib, sys
print(hashlib.sha256(pathlib.Path("requirements.txt").read_bytes()).hexdigest(), sys.argv[1])
PY
}

make_venv() {
    rm -rf .venv
    if "$1" -m venv .venv >/dev/null 2>&1; then
        return 0
    fi
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        say "Python's venv module is missing; installing python3-venv"
        apt-get update >&2 || true
        DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends python3-venv >&2 || true
        rm -rf .venv
        if "$1" -m venv .venv >/dev/null 2>&1; then
            return 0
        fi
    fi
    rm -rf .venv
    say "Python's venv module is missing. Type as root:  apt-get install python3-venv   and try again."
    return 1
}

# the lock file names every package, so nothing is resolved here
pip_install() {
    .venv/bin/python -m pip install -q -q --disable-pip-version-check --require-hashes --no-deps "$@" >&2
}

install_uv() {
    one=$(mktemp)
    # the block of uv alone: its line with the version and the hashes that follow
    awk '/^uv==/ { inside = 1 } inside { print } inside && !/\\$/ { exit }' requirements.txt > "$one"
    result=0
    pip_install -r "$one" || result=1
    rm -f "$one"
    return $result
}

uv_sync() { .venv/bin/python -m uv pip sync --quiet --python .venv/bin/python --require-hashes "$@" requirements.txt; }

if [ -f "$stamp" ] && is_311 .venv/bin/python && [ "$(cat "$stamp")" = "$(wanted .venv/bin/python)" ]; then
    exit 0
fi

say "Installing the packages of requirements.txt into .venv"
if ! { [ -d .venv ] && is_311 .venv/bin/python && .venv/bin/python -c 'import pip' 2>/dev/null; }; then
    make_venv "$(find_python)"
fi
rm -f "$stamp"
complaints=$(mktemp)
trap 'rm -f "$complaints"' EXIT
# the second try trusts the certificates of the system: behind a proxy that opens TLS, uv's own list is not enough
if { .venv/bin/python -m uv --version >/dev/null 2>&1 || install_uv; } 2>"$complaints" &&
    { uv_sync 2>"$complaints" || uv_sync --system-certs 2>"$complaints"; }; then
    :
else
    say "uv is not to be had here ($(tail -n 1 "$complaints")); pip does the same, more slowly"
    pip_install -r requirements.txt
fi
wanted .venv/bin/python > "$stamp"
