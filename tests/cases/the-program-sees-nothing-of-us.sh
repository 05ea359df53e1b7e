#!/bin/sh
# No variable, no descriptor, no output, the same errno; exit status and signal pass through.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
fail() { echo "$1"; exit 1; }
for mode in pin record; do
    set -- "$PARIBUS" run -q --keep-env all "--$mode" all --
    ! "$@" env | grep -E 'PARIBUS_RUN|libparibus' || fail "$mode: our variables are visible"
    LD_PRELOAD=libm.so.6 "$@" env | grep -qx LD_PRELOAD=libm.so.6 || fail "$mode: LD_PRELOAD is lost"
    [ "$("$@" ls /proc/self/fd | wc -l)" -eq "$(ls /proc/self/fd | wc -l)" ] || fail "$mode: descriptors"
    "$@" true >out 2>&1
    [ ! -s out ] || fail "$mode: something was printed: $(cat out)"
    status=0
    "$@" sh -c 'exit 42' || status=$?
    [ "$status" -eq 42 ] || fail "$mode: exit status $status"
    status=0
    "$@" sh -c 'kill -TERM $$' 2>/dev/null || status=$?
    [ "$status" -eq 143 ] || fail "$mode: signal: $status"
done
status=0
"$PARIBUS" run -q -- /nonexistent/program 2>err || status=$?
[ "$status" -eq 127 ] || fail "a missing command: $status"
grep -q '^paribus: ' err || fail "a missing command is not explained"
