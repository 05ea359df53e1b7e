#!/bin/sh
# The library exports exactly the rows of calls.def, and needs no other library.
#   symbols.sh LIBPARIBUS
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

cat >"$scratch/rows.c" <<'C'
#define CALL(number, name, source, codec, attach, what) attach name
#define HOOK(number, name, attach, why) attach name
#define ALIAS(name, of) ALIAS name
#include "calls.def"
C
cc -E -P -Ipreload/abi "$scratch/rows.c" | awk '$1 != "PSEUDO" { print $2 }' | sort >"$scratch/rows"
nm -D --defined-only "$1" | awk '{ print $3 }' | sort >"$scratch/exports"
diff "$scratch/rows" "$scratch/exports" || { echo "< rows of calls.def, > exported symbols"; exit 1; }
! readelf -d "$1" | grep NEEDED || { echo "the library must not need another"; exit 1; }
