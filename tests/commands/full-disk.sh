#!/bin/sh
# On a disk that is full at the start, in the middle or at the end, paribus says so, loses nothing that was kept, and works again
# when there is room.
set -eu
unset PARIBUS_NO_KEEP
if [ "${1:-}" != inside ]; then
    rights=-m
    [ "$(id -u)" = 0 ] || rights=-rm
    unshare $rights sh -c 'mount -t tmpfs none /mnt' 2>/dev/null || { echo "skipped: nothing can be mounted"; exit 77; }
    exec unshare $rights sh "$0" inside
fi
scratch=$(mktemp -d /var/tmp/paribus-full-XXXXXX)
disk=$scratch/disk
trap 'umount "$disk"; rm -rf "$scratch"' EXIT
mkdir "$disk" "$scratch/tree"
mount -t tmpfs -o size=96m none "$disk"
export XDG_STATE_HOME="$disk/state" LC_ALL=C
store=$XDG_STATE_HOME/paribus
cd "$scratch/tree"
echo input >input
fail() { echo "$*"; cat "$scratch/said" 2>/dev/null; exit 1; }

# paribus STATUS... -- ARG...: ends with one of these
paribus() {
    allowed=
    while [ "$1" != -- ]; do allowed="$allowed $1"; shift; done
    shift
    got=0
    "$PARIBUS" "$@" >"$scratch/out" 2>"$scratch/said" || got=$?
    case " $allowed " in *" $got "*) ;; *) fail "$*: status $got, not$allowed" ;; esac
}
room() { # KIB: so much is left
    rm -f "$disk/filler"
    free=$(df --output=avail -k "$disk" | tail -1)
    [ "$free" -le "$1" ] || head -c "$(((free - $1) * 1024))" /dev/zero >"$disk/filler"
}
whole() {
    for run in $("$PARIBUS" runs list --json | jq -r '.runs[].id'); do
        (cd "$store/runs/$run/left" && sha256sum --quiet -c ../sums) || fail "$1: run $run is not whole"
    done
    "$PARIBUS" runs show keep >/dev/null || fail "$1: what was kept is lost"
    [ "$(ls)" = input ] || fail "$1: the tree is not as it was: $(ls)"
}

paribus 0 -- record -- sh -c 'head -c 200000 /dev/zero >zeros'
rm zeros
paribus 0 -- runs tag last keep
paribus 0 -- runs pin keep

# No room for a run: said before anything is started.
room 1000
paribus 3 -- check -- sh -c 'touch /tmp/started'
grep -q "No space left on device" "$scratch/said" || fail "not said why"
whole "full at the start"

# The disk fills during a run, by the run itself or by others; whatever comes of it, it is said.
for size in 60 30 8; do
    room 90000
    paribus 0 1 3 -- check --no-prove -- sh -c "date >dated; head -c ${size}000000 /dev/urandom >big"
    whole "full in the middle ($size)"
done
room 45000
paribus 0 1 3 -- check --no-prove -- sh -c "head -c 100000000 /dev/zero >$disk/filler; true"
rm -f "$disk/filler"
whole "filled by others"

# Full when the runs are to be kept: the report is whole, the rest is said.
rm -f "$disk/filler"
if strace -o "$scratch/trace" true 2>/dev/null; then
    got=0
    strace -o "$scratch/trace" -e trace=renameat2 -e inject=renameat2:error=ENOSPC:when=2 \
        "$PARIBUS" check --no-prove -- sh -c 'date >dated' >"$scratch/out" 2>"$scratch/said" || got=$?
    [ $got = 1 ] || fail "status $got when a run could not be kept"
    grep -q "not all runs are kept: .*No space left on device" "$scratch/said" || fail "not said"
    tail -1 "$scratch/out" | grep -q '^divergent' || fail "the report is not whole"
    whole "full when kept"
fi

# gc has to work on a disk with no room at all: it is what makes room.
rm -f "$disk/filler"
for i in 1 2 3; do "$PARIBUS" record -q -- sh -c "echo $i" >/dev/null; done
room 0
paribus 0 -- runs gc --keep 1
whole "gc on a full disk"
[ "$("$PARIBUS" runs list --json | jq '.runs | length')" = 2 ] || fail "gc removed nothing"

# A report on a full disk: the old one stays, and that is said; so does a list.
rm -f "$disk/filler"
mkdir "$scratch/small"
mount -t tmpfs -o size=16k none "$scratch/small"
trap 'umount "$scratch/small"; umount "$disk"; rm -rf "$scratch"' EXIT
echo old >"$scratch/small/report.html"
paribus 3 -- check --no-prove --format "html=$scratch/small/report.html" -- sh -c 'date >dated'
grep -q "cannot write '$scratch/small/report.html': No space left on device" "$scratch/said" || fail "not said"
[ "$(ls -A "$scratch/small")" = report.html ] && [ "$(cat "$scratch/small/report.html")" = old ] || fail "the old report is gone"
"$PARIBUS" runs >/dev/full 2>"$scratch/said" && fail "a list on a full disk is no success"
paribus 1 -- check --no-prove --format "html=$scratch/report.html" -- sh -c 'date >dated'
whole "at the end"
