#!/bin/sh
# Installs what is needed, builds with every warning an error (gcc and clang), checks formatting and
# the code itself, and runs all tests, those of runner and analyzer under ASan and UBSan as well,
# and the fuzzers for a few seconds each.
#   sh tests/run.sh [BUILD-DIRECTORY]
set -eu
cd "$(dirname "$0")/.."
build=${1:-build}
jobs=$(nproc)
export PARIBUS_NO_KEEP=1 # the tests that want runs kept say so

sh tests/install-deps.sh test

echo "== formatting"
# The lines of the localization benchmark are marked: they stay as they are.
find analyzer examples preload runner tests -name '*.[ch]' -not -path '*/localization/cases/*' | xargs clang-format --dry-run -Werror
echo "== cppcheck"
# It does not know what is freed by cleanup attributes, nor that one of two is always there.
cppcheck --quiet -j "$jobs" --error-exitcode=1 --std=c11 --enable=warning,portability,performance \
    --suppress=resourceLeak --suppress=nullPointer --suppress=nullPointerRedundantCheck \
    --suppress=missingIncludeSystem -D_GNU_SOURCE -I preload/abi -I analyzer -I runner analyzer runner

only= # "--target NAME...": not everything
build() { # DIRECTORY OPTION...
    directory=$1
    shift
    mkdir -p "$directory"
    { cmake -S . -B "$directory" -G Ninja -DPARIBUS_WERROR=ON "$@" &&
        cmake --build "$directory" -j "$jobs" $only; } >"$directory/build.log" 2>&1 ||
        { cat "$directory/build.log"; exit 1; }
}
echo "== clang"
build "$build/clang" -DCMAKE_C_COMPILER=clang -DPARIBUS_TESTS=OFF
echo "== clang, fuzzers"
build "$build/fuzz" -DCMAKE_C_COMPILER=clang -DPARIBUS_FUZZ=ON -Dseconds=5
ctest --test-dir "$build/fuzz" -L fuzz -j "$jobs" --output-on-failure
echo "== gcc, sanitizers"
build "$build/sanitized" -DCMAKE_C_COMPILER=gcc -DPARIBUS_SANITIZE=ON
ctest --test-dir "$build/sanitized" -L 'unit|fuzz' -j "$jobs" --output-on-failure
echo "== gcc, threads"
# Where there are threads: files are compared by all processors.
only="--target test_same test_outputs"
build "$build/threads" -DCMAKE_C_COMPILER=gcc -DPARIBUS_SANITIZE=thread
only=
ctest --test-dir "$build/threads" -R '^unit\.(same|outputs)$' -j "$jobs" --output-on-failure
echo "== gcc"
build "$build" -DCMAKE_C_COMPILER=gcc -DPARIBUS_SANITIZE=OFF -DPARIBUS_TESTS=ON
ctest --test-dir "$build" -j "$jobs" --output-on-failure
