#!/bin/sh
# sort asks for limits as well and is told of none: what is printed was asked for by the shell.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/tree" && cd "$scratch/tree"
"$PARIBUS" check --no-keep -- sh -c 'ulimit -a; echo b | sort' >../report || true
grep -q 'caused by limits: getrlimit' ../report && grep -q '^    process: sh -c ' ../report &&
    ! grep -q 'process: .*sort$' ../report || { cat ../report; exit 1; }
