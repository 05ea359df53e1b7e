#!/bin/sh
# How often is the blame right?  Small programs whose leaks are known to the line, checked by paribus
# and by what one would script without it.  Options: see README.md, or --help.
#   PARIBUS=build/runner/paribus sh tests/bench/localization/run.sh [OPTION...] [REGEX...]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# what version managers put first on PATH is slow to start and starts other programs
python=/usr/bin/python3
[ -x "$python" ] || python=python3
PYTHONDONTWRITEBYTECODE=1 exec "$python" "$here/bench.py" "$@"
