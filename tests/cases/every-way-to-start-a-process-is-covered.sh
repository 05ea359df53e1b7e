#!/bin/sh
# Children see the pinned clock, whichever way they are started and whatever environment they get.
set -eu
bad=0
for way in $("$TREE"); do
    seen=$("$PARIBUS" run -q -- "$TREE" "$way") || { echo "$way: failed"; bad=1; }
    [ "$seen" = 2000000000 ] || { echo "$way: saw '$seen'"; bad=1; }
    seen=$("$PARIBUS" run -q --no-patch -- "$TREE" "$way" 2>/dev/null) || true
    case $way in # without patches only environments we can repair keep the library
    fork | system | popen | execlp) [ "$seen" = 2000000000 ] || { echo "$way, no patch: '$seen'"; bad=1; } ;;
    esac
done
exit $bad
