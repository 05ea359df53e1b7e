#!/bin/sh
# On a file system without fallocate(2) every record is written, by many processes at a time; where it is
# full records are dropped and counted, and no program ends for it.
set -eu
skip() { echo "skipped: $*"; exit 77; }
[ "$(id -u)" -eq 0 ] || skip "only root mounts an image"
PATH=$PATH:/usr/sbin:/sbin
command -v mkfs.ext2 >/dev/null || skip "there is no mkfs.ext2"
# what is mounted here is nobody else's business
if [ -z "${APART-}" ]; then
    unshare -m true 2>/dev/null || skip "there is no mount namespace to be had"
    APART=1 exec unshare -m sh "$0"
fi
scratch=$(mktemp -d)
trap 'umount "$scratch/disk" 2>/dev/null || true; rm -rf "$scratch"' EXIT
mkdir "$scratch/disk" "$scratch/tree"
cd "$scratch/tree"
fail() { echo "$*"; cat ../said ../shown 2>/dev/null | tail -20; exit 1; }

# Blocks of 1 KiB: a byte written to each page would leave three of its four without space.
truncate -s 96M ../image
mkfs.ext2 -q -b 1024 ../image
mount -o loop ../image ../disk 2>/dev/null || skip "no image can be mounted"
! fallocate -l 4096 ../disk/probe 2>/dev/null || skip "ext2 has fallocate(2) here"
rm -f ../disk/probe

record() { # ARG...: a run on that disk, shown
    rm -rf ../disk/run
    status=0
    "$PARIBUS" record -q -r ../disk/run "$@" >../said 2>&1 || status=$?
    [ "$status" -eq 0 ] && [ "$(cat ../said)" = fine ] || fail "status $status: $*"
    "$PARIBUS" show ../disk/run >../shown
}
counted() { grep -Eq 'dropped [1-9]|[0-9]+ processes could not write a trace' ../shown; }

record --record all -- sh -c \
    'for n in 1 2 3 4 5 6 7 8; do perl -e "time for 1..${n}0000" & done; wait; echo fine'
! counted || fail "records were dropped"
grep -q 'unfinished 0' ../shown || fail "records were torn"
seen=$(awk '$2 == "time" && $3 ~ /0000x/ { print int($3 / 10000) }' ../shown | sort | tr -d '\n')
[ "$seen" = 12345678 ] || fail "not every reading is in the trace: $seen"

record --record all -- sh -c 'ulimit -f 1; perl -e "time for 1..200000" && echo fine'
counted || fail "records beyond the limit on a file's size"

# Neither the trace nor the tables have room, then both again.
cat >make.pl <<'P'
for my $n (1 .. 9000) { open(my $file, ">", "many/$n") or die; close $file; my @status = stat "many/$n"; }
P
for mode in record pin; do
    mkdir many
    record --$mode all -- sh -c 'dd if=/dev/zero of=../disk/fill bs=1M 2>/dev/null
        for n in 1 2 3 4; do perl -e "time for 1..50000" || echo "broken: $?"; done
        perl make.pl || echo "broken: $?"
        rm ../disk/fill; perl -e "time for 1..1000"; echo fine'
    rm -r many
    [ $mode = pin ] || counted || fail "nothing was lost, or it was not counted"
done
grep -q '^stat: [0-9]* files could not be given a number of their own' ../shown || fail "real numbers are not told of"
