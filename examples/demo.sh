#!/bin/sh
# Installs what is needed, builds paribus, and shows it at work: a small build that leaks all five
# sources, then the same build cured.  Leaves everything in build/.
#   sh examples/demo.sh
set -eu
cd "$(dirname "$0")/.."
root=$(pwd)

sh tests/install-deps.sh build
cmake -S . -B build -G Ninja -DPARIBUS_TESTS=OFF >build.log 2>&1 || { cat build.log; exit 1; }
cmake --build build >>build.log 2>&1 || { cat build.log; exit 1; }
mv build.log build/demo.log

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cp -r examples/leaky-build examples/cured-build "$scratch"

echo "\$ cd examples/leaky-build && paribus check -- make"
cd "$scratch/leaky-build"
status=0
"$root/build/runner/paribus" check -- make || status=$?
echo "exit status: $status"
[ "$status" -eq 1 ] || { echo "expected 1: divergent" >&2; exit 1; }

echo
echo "\$ cd examples/cured-build && paribus check -- make"
cd "$scratch/cured-build"
"$root/build/runner/paribus" check -- make
echo "exit status: 0"
