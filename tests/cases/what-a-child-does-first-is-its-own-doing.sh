#!/bin/sh
# A forked child that has done nothing so far passes for its creator; with the first thing it does no more.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
for how in run "record --pin all -r kept"; do
    # shellcheck disable=SC2086
    said=$("$PARIBUS" $how -q --fast-sleep -- "$CHILDREN")
    [ -z "$said" ] || { echo "$how: $said"; exit 1; }
done
