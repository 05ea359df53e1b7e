#!/bin/sh
# docs/sources/README.md is what `paribus sources --markdown` prints.
#   table.sh PARIBUS
set -eu
"$1" sources --markdown | diff docs/sources/README.md - ||
    { echo "regenerate it: paribus sources --markdown > docs/sources/README.md"; exit 1; }
