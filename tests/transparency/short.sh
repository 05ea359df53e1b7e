#!/bin/sh
# The short form of the suite, which fetches nothing: a script does the same natively and in every mode, what it
# prints and how it ends.
#   short.sh SCRIPT
set -u
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
unset SOURCE_DATE_EPOCH PYTHONDONTWRITEBYTECODE
cp "$1" "$scratch/script"

run() { # MODE PREFIX...: always at the same place
    mode=$1
    shift
    mkdir "$scratch/tree"
    (cd "$scratch/tree" && LC_ALL=C.UTF-8 timeout 120 "$@" sh ../script </dev/null >"../$mode" 2>"../$mode.err"; echo "status $?" >>"../$mode")
    rm -rf "$scratch/tree"
}
run native
run off "$PARIBUS" run -q --off all --
run record "$PARIBUS" record -q -r "$scratch/run" --
run pin "$PARIBUS" run -q --
bad=0
for mode in off record pin; do
    diff -u "$scratch/native" "$scratch/$mode" || { echo "$mode: $(cat "$scratch/$mode.err")"; bad=1; }
done
[ "$(wc -l <"$scratch/native")" -gt 1 ] || { echo "nothing was done: $(cat "$scratch/native.err")"; bad=1; }
exit $bad
