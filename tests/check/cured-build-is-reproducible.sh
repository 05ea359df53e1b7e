#!/bin/sh
# The cured example: exit status 0, through the overlay and through a copy of the tree.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cp -r "$SOURCE/examples/cured-build" "$scratch/build"
cd "$scratch/build"
"$PARIBUS" check -q -- make
"$PARIBUS" check -q --no-overlay -- make
