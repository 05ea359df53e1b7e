#!/bin/sh
# What the program maps lies where it lay, whether calls are written down or not: the first runs of a
# check write a trace and its trials do not.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
"$PARIBUS" run -q -- "$PLACES" >untraced
grep -q 0x untraced
"$PARIBUS" record -q -r traced.run --pin all -- "$PLACES" >traced
diff untraced traced || { echo "the trace moved what the program maps"; exit 1; }
