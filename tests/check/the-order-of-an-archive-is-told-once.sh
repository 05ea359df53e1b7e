#!/bin/sh
# Members in another order are told in the head of an output, or with the archive they lie in, and not
# in both.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/tree" && cd "$scratch/tree"
touch a b c d
status=0
"$PARIBUS" check --no-keep -- sh -c 'ls -U -I x.tar | tar --mtime=@0 -T - -cf x.tar' >../report || status=$?
[ "$status" -eq 1 ] || { cat ../report; exit 1; }
[ "$(sed -n 1p ../report)" = 'x.tar has the same entries in another order' ] &&
    sed -n 2p ../report | grep -q '^    a: ' || { cat ../report; exit 1; }
