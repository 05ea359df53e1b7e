#!/bin/sh
# A check changes nothing in the tree: no file more, none less, none touched.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cp -r "$SOURCE/examples/leaky-build" "$scratch/build"
cd "$scratch/build"
picture() { find . -printf '%p %y %m %i %T@ %s\n' | sort; }
picture >"$scratch/before"
for option in --no-prove "--no-prove --no-overlay"; do
    # shellcheck disable=SC2086
    "$PARIBUS" check -q $option -- sh -c 'make && rm src/app.c && chmod 600 Makefile' >/dev/null || true
    picture >"$scratch/after"
    diff "$scratch/before" "$scratch/after" || { echo "changed by check $option"; exit 1; }
done
