#!/bin/sh
# The speed benchmark: installs what it compares with, builds, runs all contenders alternately, and
# writes docs/performance.md.  No test: give it an idle machine and an hour.
#   sh tests/bench/run.sh [--quick] [--full] [--only PART,... [--rows REGEX]] [--rounds N]
#       [--build DIRECTORY] [--out DIRECTORY] [--render]
#
#   --quick   few rounds, small sizes, no builds; nothing is written to docs/
#   --full    the largest sizes as well
#   --render  measure nothing, write the page again from docs/performance/results.json
#   --only    these parts; what is kept of the others stays (sh tests/bench/run.sh --only help)
set -eu
cd "$(dirname "$0")/../.."

build=${TMPDIR:-/tmp}/paribus-bench-build
case " $* " in *" --build "*) build=$(echo " $* " | sed 's/.* --build \([^ ]*\) .*/\1/') ;; esac

sh tests/install-deps.sh build
sudo=
[ "$(id -u)" -eq 0 ] || sudo=sudo
# One by one: what a distribution lacks is left out, and the report says so.
for package in python3 dpkg-dev valgrind strace ltrace faketime disorderfs reprotest diffoscope-minimal time musl-tools \
    autoconf automake libtool bison flex libonig-dev tcl; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' ||
        $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$package" \
            >/dev/null 2>&1 || echo "cannot install $package" >&2
done

# A directory that another copy of the source was built in is begun anew; fetched sources stay.
grep -qsx "CMAKE_HOME_DIRECTORY:INTERNAL=$(pwd -P)" "$build/CMakeCache.txt" || rm -rf "$build/CMakeCache.txt" "$build/CMakeFiles"
{ cmake -S . -B "$build" -G Ninja -DPARIBUS_TESTS=ON && cmake --build "$build"; } >"$build.log" 2>&1 ||
    { cat "$build.log"; exit 1; }
exec python3 -B tests/bench/bench.py --build "$build" "$@"
