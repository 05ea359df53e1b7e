#!/bin/sh
# A function that libc also exports under another name of its family (__x, x64, __x_chk, x_time64,
# __x_2, ...) is wrapped under that name too, and no older version of it behaves differently, or
# left-out.txt says why that is no matter.
set -eu
here=$(dirname "$0")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
libc=$(cc -print-file-name=libc.so.6)

cat >"$scratch/rows.c" <<'C'
#define CALL(number, name, source, codec, attach, what) attach name
#define HOOK(number, name, attach, why) attach name
#define ALIAS(name, of) ALIAS name
#include "calls.def"
C
cc -E -P -Ipreload/abi "$scratch/rows.c" | awk '$1 != "PSEUDO" { print $2 }' >"$scratch/rows"
sed 's/#.*//; s/ .*//' "$here/left-out.txt" >"$scratch/left-out"
# address name@VERSION (kept for old programs) or address name@@VERSION (the default)
nm -D --defined-only "$libc" | awk '!/@GLIBC_PRIVATE/ { print $1, $3 }' >"$scratch/exports"

awk '
    function family(name) {
        sub(/^_+(libc_|IO_|isoc[0-9]*_|xpg_)?/, "", name)
        while (sub(/(_chk|64|_2|_r|_alias|_nocancel)$/, "", name)) { }
        return name
    }
    FILENAME ~ /rows$/     { row[$1] = 1; known[family($1)] = 1; next }
    FILENAME ~ /left-out$/ { left[$1] = 1; next }
    {
        name = $2
        sub(/@.*/, "", name)
        if ($2 ~ /@@/)
            address[name] = $1
        else if (row[name])
            older[$2] = $1
        if (!row[name] && !left[name] && family(name) in known)
            print name ": of the family of a row, neither a row nor left out"
    }
    END {
        for (symbol in older) {
            name = symbol
            sub(/@.*/, "", name)
            if (name in address && address[name] != older[symbol] && !left[symbol])
                print symbol ": older code of its own, not left out"
        }
    }
' "$scratch/rows" "$scratch/left-out" "$scratch/exports" | sort -u >"$scratch/missing"
cat "$scratch/missing"
[ ! -s "$scratch/missing" ]
