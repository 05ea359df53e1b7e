#!/bin/sh
# File times reach an output through a pipe, or the zone through the last command of a script: named is
# who asked, not who stands beside it or looked at what it wrote to.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export COLUMNS=200
check() { # COMMAND: in a fresh tree
    rm -rf "$scratch/tree"
    mkdir -p "$scratch/tree/d"
    (cd "$scratch/tree" && "$PARIBUS" check --no-keep -- sh -c "$1") >"$scratch/report" && { echo "not seen: $1"; exit 1; }
    return 0
}
expect() { grep -q "$1" "$scratch/report" || { echo "not said: $1"; cat "$scratch/report"; exit 1; }; }

check 'echo 1 >d/x; echo 2 >d/y; find d -printf "%T@ %p\n" | sort >times'
expect 'caused by stat: .* in find'
expect 'way: find -> sort (pipe) -> times'
check 'echo 1 >d/x; du -k --time --time-style=full-iso d >usage; tail -1 usage >/dev/null'
expect 'caused by stat: .* in du'
check 'ls -l --time-style=full-iso / >/dev/null; date -R -d @0 >dated'
expect 'caused by timezone: .* in date'
