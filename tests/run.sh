#!/bin/sh
# Installs what is needed, builds with every warning an error (gcc and clang), checks the formatting,
# and runs all tests, those of runner and analyzer under ASan and UBSan as well.
#   sh tests/run.sh [BUILD-DIRECTORY]
set -eu
cd "$(dirname "$0")/.."
build=${1:-build}
jobs=$(nproc)

sh tests/install-deps.sh test

echo "== formatting"
git ls-files '*.c' '*.h' | xargs clang-format --dry-run -Werror

configure() { # DIRECTORY OPTION...
    directory=$1
    shift
    cmake -S . -B "$directory" -G Ninja -DPARIBUS_WERROR=ON "$@" >/dev/null
    cmake --build "$directory" -j "$jobs" | tail -1
}

echo "== clang"
configure "$build/clang" -DCMAKE_C_COMPILER=clang -DPARIBUS_TESTS=OFF
echo "== gcc, sanitizers"
configure "$build/sanitized" -DCMAKE_C_COMPILER=gcc -DPARIBUS_SANITIZE=ON
ctest --test-dir "$build/sanitized" -L 'unit|fuzz' -j "$jobs" --output-on-failure
echo "== gcc"
configure "$build" -DCMAKE_C_COMPILER=gcc -DPARIBUS_SANITIZE=OFF
ctest --test-dir "$build" -j "$jobs" --output-on-failure
