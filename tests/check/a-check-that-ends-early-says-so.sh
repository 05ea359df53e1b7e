#!/bin/sh
# A check that is interrupted, or runs out of time or runs, reports what it knows, says what is left
# open, and leaves nothing behind.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export XDG_STATE_HOME="$scratch/state"
mkdir "$scratch/tree"
cd "$scratch/tree"
echo 'date >stamp' >quick.sh
echo 'date >stamp; sleep 60' >slow.sh

# says STATUS SENTENCE: what the last check ended with and said
says() {
    grep -q "$2" "$scratch/out" || { echo "no '$2' in:"; cat "$scratch/out"; exit 1; }
    [ "$ended" -eq "$1" ] || { echo "ended with $ended, not $1"; exit 1; }
    [ "$(ls)" = "$(printf 'quick.sh\nslow.sh')" ] || { echo "the tree is not as it was"; exit 1; }
    left=$(find "$scratch/state" -name 'check*')
    [ -z "$left" ] || { echo "left behind: $left"; exit 1; }
}
check() {
    ended=0
    "$PARIBUS" check "$@" >"$scratch/out" 2>&1 || ended=$?
}

check --max-runs 2 -- sh quick.sh
says 3 'stopped after 2 runs: no more are allowed (--max-runs); what differs'
check --max-runs 4 -- sh quick.sh
says 1 'stopped after 4 runs.*; 2 of 2 differing regions are left'
check --budget 1s -- sh slow.sh
says 3 'stopped after 0 runs: no time for another one (--budget)'

# interrupted OPTION...: by a signal to the runner alone, in the middle of the first run
for way in "" --no-overlay; do
    # shellcheck disable=SC2086
    "$PARIBUS" check $way -- sh slow.sh >"$scratch/out" 2>&1 &
    check=$!
    sleep 2
    kill -TERM "$check"
    ended=0
    wait "$check" || ended=$?
    says 3 'undecided'
    says 3 'interrupted after 0 runs: Terminated'
done
