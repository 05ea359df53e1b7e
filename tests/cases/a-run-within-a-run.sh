#!/bin/sh
# The inner run has its own clock, its own trace and its own verdict; the outer one tells of it.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
fail() { echo "$1"; exit 1; }
for mode in off record pin vary; do
    "$PARIBUS" record -q -r "outer.$mode" "--$mode" all -- \
        "$PARIBUS" run -q --time 2001-02-03 -- date -u +%F >seen || fail "$mode: fails"
    grep -qx 2001-02-03 seen || fail "$mode: not the inner clock: $(cat seen)"
    "$PARIBUS" show "outer.$mode" | grep -q '^not covered: a run of its own .* run -q' ||
        fail "$mode: the outer run does not tell of the inner one"
done
"$PARIBUS" run -q -- "$PARIBUS" record -q -r inner -- sh -c 'date; env -i date' >/dev/null
"$PARIBUS" show inner | grep -q '^coverage: 4 processes, 4 covered$' || fail "the inner run is not covered"
"$PARIBUS" run -q -- sh -c '"$0" run -q -- date +%s; date +%s' "$PARIBUS" >seen
[ "$(sort -u seen)" = 2000000000 ] || fail "what comes after it is not the outer run's: $(cat seen)"
status=0
"$PARIBUS" run -q -- "$PARIBUS" check -q -- sh -c 'date > out' >report || status=$?
[ "$status" -eq 1 ] && grep -q 'caused by time' report || { cat report; fail "the inner verdict: $status"; }
