#!/bin/sh
# A daemon that outlives the command may go on for two seconds, is then ended, and reported.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
fail() { echo "$1"; exit 1; }
for mode in off pin; do
    "$PARIBUS" record -r "run.$mode" "--$mode" all -- \
        sh -c '(setsid sleep 100 & setsid sh -c "sleep 0.3; echo late > late" &) ; echo done' >out 2>err
    grep -qx done out || fail "$mode: the output"
    grep -q 'paribus: 1 process outlived the command and was ended 2 seconds after it' err ||
        fail "$mode: not told: $(cat err)"
    "$PARIBUS" show "run.$mode" | grep -q '^1 process outlived the command' || fail "$mode: show does not tell"
    [ -e late ] || fail "$mode: what needed less was not waited for"
    rm late
done
"$PARIBUS" check -q -- sh -c 'setsid sleep 100 & echo done > out' >report || fail "check: $(cat report)"
grep -q '^note: 1 process outlived' report || { cat report; fail "check does not tell"; }
before=$(date +%s)
"$PARIBUS" run -q -- true
[ $(($(date +%s) - before)) -lt 2 ] || fail "waits for nobody"
