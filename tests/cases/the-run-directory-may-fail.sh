#!/bin/sh
# A run directory that vanishes, fills up or may not be read costs records, never a program.
set -eu
# what is mounted here is nobody else's business
[ "$(id -u)" -ne 0 ] || [ -n "${APART-}" ] || ! unshare -m true 2>/dev/null || APART=1 exec unshare -m sh "$0"
scratch=$(mktemp -d)
trap 'umount "$scratch/small" 2>/dev/null || true; rm -rf "$scratch"' EXIT
cd "$scratch"
fail() { echo "$1"; exit 1; }
one_line() { [ "$(wc -l <err)" -eq 1 ] && grep -q '^paribus: cannot ' err || { cat err; fail "$1: not one sentence"; }; }

for mode in record pin; do
    status=0
    "$PARIBUS" record -q -r gone "--$mode" all -- \
        sh -c 'rm -rf gone; for i in 1 2 3; do ls / >/dev/null && date >/dev/null && echo fine; done' >out 2>err ||
        status=$?
    [ "$(grep -c fine out)" -eq 3 ] || { cat out err; fail "vanished, $mode"; }
    [ "$status" -eq 3 ] && one_line "vanished, $mode"
    rm -rf gone
done

# counters that nobody may read: programs of another user go uncovered, and are told of
if [ "$(id -u)" -eq 0 ]; then
    chmod 755 "$scratch"
    "$PARIBUS" record -q -r closed -- \
        setpriv --reuid 65534 --regid 65534 --clear-groups sh -c 'date >/dev/null && echo fine' >out 2>err
    [ "$(cat out)" = fine ] && [ ! -s err ] || { cat out err; fail "another user's program"; }
    "$PARIBUS" show closed | grep -q '^not covered: out of reach .*sh -c' || fail "another user's program is not told of"
fi

# a disk that fills up meanwhile
mkdir small
if [ "$(id -u)" -eq 0 ] && command -v mkfs.ext4 >/dev/null; then
    truncate -s 96M disk
    mkfs.ext4 -q disk
    if mount -o loop disk small 2>/dev/null; then
        status=0
        "$PARIBUS" record -q -r small/run --record all -- sh -c 'dd if=/dev/zero of=small/fill bs=1M 2>/dev/null
            for i in $(seq 40); do ls -R /usr/share/doc >/dev/null && date >/dev/null || echo broken; done
            rm small/fill; echo fine' >out 2>err || status=$?
        [ "$(cat out)" = fine ] && [ ! -s err ] && [ "$status" -eq 0 ] || { cat out err; fail "full disk: $status"; }
        "$PARIBUS" show small/run >shown
        grep -Eq 'dropped [1-9]|[0-9]+ processes could not write a trace' shown ||
            { tail -3 shown; fail "full disk: nothing was lost, or it was not counted"; }
    fi
fi
