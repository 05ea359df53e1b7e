#!/bin/sh
# A garbage collector that looks for pointers on the stack finds what our frames left there: the same in
# all runs of a check, those that hold nothing and write no trace as well.
set -eu
command -v ruby >/dev/null || { echo "skipped: no ruby"; exit 77; }
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/tree" && cd "$scratch/tree"
echo 'puts rand; puts({}.hash); puts Object.new.inspect' >objects.rb
"$PARIBUS" check --no-keep -- ruby objects.rb >../report || true
grep -q 'pinned once more' ../report || { cat ../report; echo "nothing held was never run"; exit 1; }
grep -q 'Object:0x' ../report && ! grep -q unexplained ../report || { cat ../report; exit 1; }
