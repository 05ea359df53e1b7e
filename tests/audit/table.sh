#!/bin/sh
# docs/sources/README.md is what `paribus sources --markdown` prints.
#   table.sh PARIBUS
set -eu
"$1" sources --markdown | diff docs/sources/README.md - ||
    { echo "regenerate it: paribus sources --markdown > docs/sources/README.md"; exit 1; }
# docs/languages.md is the table of tests/calls.
sh tests/calls/languages.sh --markdown | diff docs/languages.md - ||
    { echo "regenerate it: sh tests/calls/languages.sh --markdown > docs/languages.md"; exit 1; }
