#!/bin/sh
# File names, contents, arguments and source names made to break out of every format stay text in
# every format, and in a browser.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/build"
cd "$scratch/build"
cp "$SOURCE/tests/check/formats/hostile.c" .
status=0
"$PARIBUS" check -q --format json="$scratch/json" --format html="$scratch/report.html" \
    --format sarif="$scratch/sarif" --format junit="$scratch/junit" \
    --format markdown="$scratch/markdown" --format text="$scratch/text" \
    --format openmetrics="$scratch/openmetrics" --format github \
    -- sh -c 'cc -g -o hostile hostile.c && ./hostile "</script><img src=x onerror=report=1>"' \
    '"--><b>]]>' "$(printf '%%0A\n::error::injected')" >"$scratch/github" || status=$?
[ "$status" -eq 1 ] || { echo "exit status $status, not 1"; exit 1; }
PYTHONDONTWRITEBYTECODE=1 PYTHONPATH="$SOURCE/tests/check/browser" \
    python3 "$SOURCE/tests/check/formats/hostile.py" "$scratch"
if command -v promtool >/dev/null; then promtool check metrics <"$scratch/openmetrics"; fi
