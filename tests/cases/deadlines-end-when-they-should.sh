#!/bin/sh
# Timed waits last as long as they should, whatever the clock shows.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
"$DEADLINES"
for time in 1999-01-01 2037-01-01 +365d -15d '@2020-12-24 20:30:00'; do
    "$PARIBUS" run -q --time "$time" -- "$DEADLINES" || { echo "with --time $time"; exit 1; }
done
# a varied clock leaps: waits in steps may end early, but none may hang
status=0
timeout 60 "$PARIBUS" run -q --vary all -- "$DEADLINES" >out || status=$?
[ "$status" -le 1 ] || { cat out; echo "varied: status $status"; exit 1; }
! grep -v '^steps' out
