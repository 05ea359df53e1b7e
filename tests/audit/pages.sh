#!/bin/sh
# Every source has its room, its page and its example.
set -eu
bad=0
for source in $(sed -n 's/^SOURCE([0-9]*, \([a-z]*\),.*/\1/p' preload/abi/sources.def); do
    for place in "docs/sources/$source.md" "examples/$source/README.md"; do
        [ -f "$place" ] || { echo "missing: $place"; bad=1; }
    done
done
exit $bad
