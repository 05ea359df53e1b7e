#!/bin/sh
# On a terminal ^C, ^Z and fg do to a run what they do to the command; signals and the end of the
# runner reach it too.
set -eu
script=$SOURCE/tests/cases/hostile/keys.py
for mode in off pin; do
    timeout 100 python3 "$script" "$PARIBUS" run -q "--$mode" all -- || { echo "$mode"; exit 1; }
done
