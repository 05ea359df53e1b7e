#!/bin/sh
# What fails with everything pinned is told with the last thing it said, made safe to show.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
export COLUMNS=200
"$PARIBUS" check --no-keep -- sh -c 'echo first >&2; printf "no rule \033[1mhere\n\n" >&2; exit 3' >report || true
grep -qF 'note: the command fails: exit status 3 with everything pinned; it said: no rule \x1b[1mhere' report ||
    { cat report; exit 1; }
status=0
"$PARIBUS" check --no-keep -- sh -c 'exit 3' >report || status=$?
grep -qx 'note: the command fails: exit status 3 with everything pinned' report || { cat report; exit 1; }
grep -qx 'undecided: .* none differs' report || { cat report; exit 1; }
[ "$status" -eq 3 ] || { echo "the words say undecided, the exit status $status"; exit 1; }
