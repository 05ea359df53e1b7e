#!/bin/sh
# A program that makes namespaces of its own, with its own /proc (unshare, bubblewrap), can do so in a run.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
container() { "$@" unshare -Urpfm --mount-proc sh -c 'test -e /proc/1/stat && ! test -e /proc/50000/stat && id -u'; }
container >native 2>said || { echo "skipped: $(cat said)"; exit 77; }
for mode in record pin vary; do
    container "$PARIBUS" record -q -r "$mode" "--$mode" all -- >seen 2>said || { cat said; echo "not with --$mode"; exit 1; }
    cmp native seen
done
