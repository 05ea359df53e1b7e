#!/bin/sh
# Every header compiles alone.
#   headers.sh CC
set -eu
bad=0
for header in $(find analyzer runner preload -name '*.h' | sort); do
    echo "#include \"$header\"" |
        "$1" -std=gnu11 -D_GNU_SOURCE -I. -Ipreload/abi -Ianalyzer -Irunner -fsyntax-only -x c - ||
        { echo "$header does not compile alone"; bad=1; }
done
exit $bad
