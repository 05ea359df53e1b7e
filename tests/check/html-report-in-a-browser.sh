#!/bin/sh
# The HTML report of a real divergent build of more than 200 outputs, used in a browser as a person would: the guilty output is
# found by searching, opened by the keyboard, and shows its cause, stack, source and proof.  Without
# a word on the console, without a request.  One of 10,000 outputs opens at once.  Screenshots are kept.
set -eu
command -v chromium >/dev/null || command -v chromium-browser >/dev/null ||
    command -v google-chrome >/dev/null || [ -n "${CHROMIUM-}" ] ||
    { echo "skipped: no chromium here"; exit 77; }
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/few" "$scratch/many"
report() { # DIR SCRIPT ARGUMENT OPTION...
    where=$1 script=$2 argument=$3
    shift 3
    status=0
    (cd "$scratch/$where" && cp "$SOURCE/tests/check/browser/$script" . &&
        "$PARIBUS" check -q "$@" -- sh "$script" "$argument") || status=$?
    [ $status -eq 1 ] || { echo "exit status $status, not 1"; exit 1; }
}
# the source is made by the build: a copy stands in the tree for the report to quote
sed -n '/^#include/,/^C$/p' "$SOURCE/tests/check/browser/real.sh" | sed '/^C$/,$d' >"$scratch/few/stamp.c"
report few real.sh "$SOURCE" --format html="$scratch/few.html" --report "$scratch/few.txt"
report many build.sh 10000 --no-prove --format html="$scratch/many.html" --report "$scratch/many.txt"
mkdir -p "$ARTEFACTS"
cp "$scratch/few.html" "$ARTEFACTS/report.html"
PYTHONDONTWRITEBYTECODE=1 python3 "$SOURCE/tests/check/browser/html_report.py" "$scratch/few.html" "$scratch/many.html" "$ARTEFACTS"
echo "screenshots: $ARTEFACTS"
