#!/bin/sh
# The HTML report of a divergent build, used in a browser as a person would: the guilty output is
# found by searching, opened by the keyboard, and shows its cause, stack, source and proof.  Without
# a word on the console, without a request.  One of 10,000 outputs opens at once.
set -eu
command -v chromium >/dev/null || command -v chromium-browser >/dev/null ||
    command -v google-chrome >/dev/null || [ -n "${CHROMIUM-}" ] ||
    { echo "skipped: no chromium here"; exit 77; }
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/few" "$scratch/many"
report() { # DIR FILES OPTION...
    where=$1 files=$2
    shift 2
    status=0
    (cd "$scratch/$where" && cp "$SOURCE/tests/check/browser/build.sh" . &&
        "$PARIBUS" check -q "$@" -- sh build.sh "$files") || status=$?
    [ $status -eq 1 ] || { echo "exit status $status, not 1"; exit 1; }
}
# the source is made by the build: a copy stands in the tree for the report to quote
(cd "$scratch/few" && sh "$SOURCE/tests/check/browser/build.sh" 1 && rm -rf out)
report few 220 --format html="$scratch/few.html" --report "$scratch/few.txt"
report few 220 --format html="$scratch/again.html" --report "$scratch/few.txt"
cmp "$scratch/few.html" "$scratch/again.html"
report many 10000 --no-prove --format html="$scratch/many.html" --report "$scratch/many.txt"
PYTHONDONTWRITEBYTECODE=1 python3 "$SOURCE/tests/check/browser/html_report.py" "$scratch/few.html" "$scratch/many.html"
