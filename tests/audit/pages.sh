#!/bin/sh
# Every source has its room, its page and its example; every record of a trace is told of; the page of
# languages is the table's, complete.
set -eu
bad=0
for source in $(sed -n 's/^SOURCE([0-9]*, \([a-z]*\),.*/\1/p' preload/abi/sources.def); do
    for place in "docs/sources/$source.md" "examples/$source/README.md"; do
        [ -f "$place" ] || { echo "missing: $place"; bad=1; }
    done
done
for type in $(sed -n 's/^    TRACE_\([A-Z]*\),.*/\1/p' preload/abi/trace.h | grep -vx 'EXIT\|TYPES'); do
    grep -q "\`$type\`" docs/trace-format.md || { echo "docs/trace-format.md says nothing of $type"; bad=1; }
    grep -qx "\.B $type" docs/man/paribus-trace.5.in || { echo "paribus-trace(5) says nothing of $type"; bad=1; }
done
page=$(sh tests/calls/languages.sh --markdown) || { echo "$page" | tail -1; bad=1; }
[ "$page" = "$(cat docs/languages.md)" ] ||
    { echo "docs/languages.md is not what 'sh tests/calls/languages.sh --markdown' says"; bad=1; }
exit $bad
