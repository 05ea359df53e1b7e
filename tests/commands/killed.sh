#!/bin/sh
# Killed at any step of keeping, removing or reporting, paribus loses nothing that was kept, believes nothing half made, and the
# next command works and sweeps.  strace(1) kills it at the Nth call of a kind.
set -eu
unset PARIBUS_NO_KEEP
scratch=$(mktemp -d /var/tmp/paribus-killed-XXXXXX)
trap 'rm -rf "$scratch"' EXIT
export XDG_STATE_HOME="$scratch/state" LC_ALL=C
store=$XDG_STATE_HOME/paribus
mkdir "$scratch/tree"
cd "$scratch/tree"
echo '{"quiet": true, "keep": 4}' >.paribus.json
echo input >input
strace -o "$scratch/trace" true 2>/dev/null || { echo "skipped: strace traces nothing here"; exit 77; }
fail() { echo "$*"; exit 1; }

# kill_at CALL N COMMAND...: its status in $got; 137 when it came that far
kill_at() {
    call=$1 nth=$2 got=0
    shift 2
    strace -o "$scratch/trace" -e "trace=$call" -e "inject=$call:signal=KILL:when=$nth" \
        "$PARIBUS" "$@" >"$scratch/out" 2>&1 || got=$?
}

"$PARIBUS" record -- sh -c 'head -c 50000 /dev/zero >kept; echo 1 >number' 2>/dev/null
rm -f kept number
"$PARIBUS" runs tag last keep
"$PARIBUS" runs pin keep
kept=$(ls "$store/runs")

# What was kept is whole, as is all that is listed; the tree is as it was; the next commands work, and sweep.
good() {
    for run in "$store"/runs/*; do
        (cd "$run/left" && sha256sum --quiet -c ../sums) && [ -f "$run/trace" ] || fail "$*: $run is not whole"
    done
    "$PARIBUS" runs show keep | grep -q "^run      $kept" || fail "$*: the tag is lost"
    [ "$(cat input)" = input ] && [ "$(ls)" = input ] || fail "$*: the tree is not as it was: $(ls)"
    [ -z "$(ls -A "$scratch" | grep -v -x 'state\|tree\|trace\|out\|report\|next')" ] || fail "$*: left $(ls -A "$scratch")"
    "$PARIBUS" record -- sh -c 'cat input' >"$scratch/next" 2>&1 || fail "$*: the next command fails: $(cat "$scratch/next")"
    "$PARIBUS" runs gc || fail "$*: gc fails"
    [ -z "$(find "$store/new" "$store/gone" -mindepth 1)" ] || fail "$*: gc leaves $(find "$store/new" "$store/gone" -mindepth 1 | head -3)"
}

killed=0
try() { # CALL N COMMAND...
    kill_at "$@"
    [ "$got" != 137 ] || killed=$((killed + 1))
    good "$@"
}

# A check: its runs, its report, what is kept of it.
for at in "mkdir 9" "fsync 1" "fsync 4" "link 1" "renameat2 1" "renameat2 2" "linkat 2" "linkat 4" "rename 4" "fallocate 2"; do
    echo old >"$scratch/report"
    try ${at% *} ${at#* } check --no-prove --format "json=$scratch/report" -- sh -c 'date >dated; cat input >copy'
    [ "$(cat "$scratch/report")" = old ] || jq -e .verdict "$scratch/report" >/dev/null || fail "$at: half a report"
done
[ $killed -ge 9 ] || fail "killed $killed times only"

# Removing: by gc, one by one.
for at in "rename 1" "unlinkat 1" "unlinkat 9"; do
    for i in 1 2; do "$PARIBUS" record -- sh -c "echo $i; exit 0" >/dev/null; done
    try ${at% *} ${at#* } runs gc --keep 1
done
try symlink 1 runs tag last other
try rename 1 runs tag last other
[ $killed -ge 13 ] || fail "killed $killed times only"
[ -f "$store/runs/$kept/pinned" ] || fail "the pin is lost"
