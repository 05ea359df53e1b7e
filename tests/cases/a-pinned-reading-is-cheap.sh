#!/bin/sh
# A pinned reading costs no more than a native one through the vDSO: it is five times cheaper, but a
# busy machine measures badly.  `time` reads one word natively; eight times that is allowed.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
"$READINGS" >native
"$PARIBUS" run -q -- "$READINGS" >pinned
paste -d' ' native pinned | awk '
    $4 > $2 * ($1 == "time" ? 8 : 1) { print $1 ": natively " $2 " ns, pinned " $4 " ns"; bad = 1 }
    END { exit bad }'
