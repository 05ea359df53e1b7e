#!/bin/sh
# Two builds nobody recorded, made by real tools in two places, at two times, by two users: compare
# says what differs and what each difference looks like, of directories, of single archives, and
# refuses what cannot be compared with one sentence.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"

build() { # DIR DATE ZONE UMASK HOST
    mkdir -p "$1/src/pkg/DEBIAN" "$1/src/pkg/usr/share/thing" "$1/out"
    (
        cd "$1/src"
        umask "$4"
        export TZ="$3"
        printf 'Built on %s\n' "$(date -R -d "$2")" >../out/built.txt
        printf 'moment: %s\n' "$(date -d '2026-11-24 10:11:12Z' '+%F %T %z')" >../out/moment.txt
        printf 'host: %s\n' "$5" >../out/host.txt
        echo 'int main(void) { return 0; }' >main.c
        cc -g -c -o main.o "$PWD/main.c"
        readelf --debug-dump=info main.o | grep -m1 DW_AT_comp_dir | sed 's/.*: //' >../out/where.txt
        mktemp -u >../out/temporary.txt
        touch -d "$2" main.c
        cp main.c pkg/usr/share/thing/
        touch -d "$2" pkg/usr/share/thing/main.c
        tar -czf ../out/thing.tar.gz main.c
        printf 'Package: thing\nVersion: 1\nArchitecture: all\nMaintainer: x <x@y>\nDescription: x\n' \
            >pkg/DEBIAN/control
        chmod 0755 pkg/DEBIAN
        SOURCE_DATE_EPOCH=$(date -d "$2" +%s) dpkg-deb --root-owner-group -b pkg ../out/thing.deb >/dev/null
        cp main.c ../out/same.c
        chmod 644 ../out/same.c
        echo '#!/bin/sh' >../out/tool
        if command -v zip >/dev/null; then zip -q ../out/thing.jar main.c; fi
    )
}
build one '2026-11-24 09:11:12Z' UTC 022 build-03
build other/place '2026-11-25 14:02:33Z' Asia/Tokyo 002 runner-x7

compare() { # STATUS ARGUMENT...
    wanted=$1 status=0
    shift
    "$PARIBUS" compare "$@" >shown 2>err || status=$?
    [ "$status" -eq "$wanted" ] || { cat shown err; echo "exit status $status, not $wanted: $*"; exit 1; }
}
says() {
    grep -qF -- "$1" shown || { cat shown; echo "not said: $1"; exit 1; }
}
suspects() { # OUTPUT SOURCE: the group that begins with that output
    "$PARIBUS" compare -o "$1" --format json one/out other/place/out >json || true
    python3 - "$1" "$2" <<'P' || { cat json; echo "$1 is not suspected of $2"; exit 1; }
import json, sys
outputs = [o for o in json.load(open("json"))["outputs"] if o["path"] == sys.argv[1]]
causes = [c for o in outputs for c in o["causes"]]
assert sys.argv[2] in [c["source"] for c in causes], [c["source"] for c in causes]
assert all(c["verdict"] == "suspected" and not c["stack"] and c["process"]["path"] is None for c in causes)
P
}
compare 1 one/out other/place/out
says 'no run was recorded'
says 'paribus check --vary +'
suspects built.txt time
suspects moment.txt timezone
suspects host.txt host
suspects where.txt path
suspects temporary.txt tempname
suspects thing.tar.gz stat
suspects thing.deb stat
suspects tool umask
[ ! -e one/out/thing.jar ] || suspects thing.jar stat

# what is equal is not accused; one file alone, and rules
compare 0 one/out/same.c other/place/out/same.c
compare 1 one/out/thing.deb other/place/out/thing.deb
says 'data.tar'
says "it stands in the field 'mtime' of a header"
compare 0 one/out other/place/out --ignore '* # all of it'
compare 0 one/out one/out

# every form tells it
for format in html sarif junit github markdown openmetrics; do
    compare 1 one/out other/place/out --format $format
    [ -s shown ] || { echo "$format: nothing"; exit 1; }
done
compare 1 one/out other/place/out --format json
cp shown first
compare 1 one/out other/place/out --format json
cmp first shown

# quiet: the exit status alone, and what is asked for; not because a file says so for all commands
compare 1 one/out other/place/out -q
[ ! -s shown ] && [ ! -s err ] || { cat shown err; echo "not quiet"; exit 1; }
compare 1 one/out other/place/out -q --format json --format text=told
cmp first shown
[ -s told ]
echo '{"quiet": true}' >.paribus.json
compare 1 one/out other/place/out
[ -s shown ]
rm .paribus.json

# as wide as is said
for columns in 60 140; do
    COLUMNS=$columns compare 1 one/out other/place/out
    widest=$(grep -A1 "^note:" shown | wc -L) # words are not broken
    [ "$widest" -le "$columns" ] || { cat shown; echo "$widest columns instead of $columns"; exit 1; }
    wc -l <shown >"lines$columns"
done
[ "$(cat lines60)" -gt "$(cat lines140)" ] || { echo "COLUMNS does not matter"; exit 1; }

# wrong use costs one sentence
for pair in 'one/out one/out/same.c' 'one/out nothing' 'one/out/same.c /dev/null'; do
    # shellcheck disable=SC2086
    compare 2 $pair
    [ "$(wc -l <err)" -eq 1 ] || { cat err; exit 1; }
done
"$PARIBUS" record -q -r run -- true
compare 2 run one/out
compare 0 run run
