#!/bin/sh
# Test suites of others, natively and in every mode: fetches, builds and runs them, and writes docs/transparency.md.
# About two hours on two cores; packages can be named.
#   sh tests/transparency/run.sh [BUILD-DIRECTORY [PACKAGE...]]
# Exit status 1: something ends otherwise and is not explained in exceptions.tsv.
set -eu
cd "$(dirname "$0")/../.."
build=${1:-build}
[ $# -eq 0 ] || shift
[ -x "$build/runner/paribus" ] || { echo "$build/runner/paribus is not there: build it first" >&2; exit 2; }

sh tests/install-deps.sh test
python3 - "$@" >"$build/transparency.needs" <<'P'
import sys
sys.path.insert(0, "tests/transparency")
from packages import PACKAGES
print(*{need for package in PACKAGES if package.file in sys.argv[1:] or not sys.argv[1:] for need in package.needs.split()})
P
missing=
for package in $(cat "$build/transparency.needs"); do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
sudo=
[ "$(id -u)" -eq 0 ] || sudo=sudo
# shellcheck disable=SC2086
[ -z "$missing" ] || DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends $missing ||
    echo "not all of these could be installed:$missing" >&2

nice python3 tests/transparency/suite.py "$build/transparency" --paribus "$build/runner/paribus" "$@"
python3 tests/transparency/page.py "$build/transparency"
