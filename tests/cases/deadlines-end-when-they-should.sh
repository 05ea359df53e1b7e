#!/bin/sh
# Every timed wait lasts as long as it should, whatever the clock shows and however fast it goes.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
"$DEADLINES" >native || { cat native; echo "natively"; exit 1; }

timely() { # SPEC REAL-MILLISECONDS
    "$PARIBUS" run -q --time "$1" -- "$DEADLINES" "$2" >out || { cat out; echo "with --time '$1'"; exit 1; }
}
days() { date -u -d "$1 days" +%Y-%m-%dT%H:%M:%SZ; }
timely "$(days -15)" 200
timely "$(days +15)" 200
timely 1999-01-01 200
timely +365d 200
timely '@2020-12-24 20:30:00' 200
timely '2037-01-01 x2' 100
timely '+1d x0.5' 400

# where code is not patched
"$PARIBUS" run -q --no-patch -- "$DEADLINES" >out || true
! grep 'never ended' out

# a varied clock leaps: waits in steps may end early, but nothing else
"$PARIBUS" run -q --vary all -- "$DEADLINES" >out || { cat out; echo "varied"; exit 1; }
