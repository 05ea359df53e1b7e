#!/bin/sh
# In a plain chroot, whose root directory is no mount point, everything is pinned as elsewhere, and nothing
# that is mounted for a run is seen outside.
set -eu
[ "$(id -u)" = 0 ] || { echo "skipped: only root can chroot"; exit 77; }
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export SCRATCH="$scratch" PARIBUS
status=0
unshare -m sh -eu -c '
    mount --make-rshared /
    root=$SCRATCH/root
    mkdir -p "$root/tmp/work" "$root/usr" "$root/etc" "$root/proc" "$root/dev" "$root/build"
    ln -s usr/bin usr/lib usr/lib64 usr/sbin "$root"
    for part in usr etc proc dev; do mount --rbind "/$part" "$root/$part"; done
    mount --bind "${PARIBUS%/*/*}" "$root/build"
    cd "$SCRATCH"
    grep -c . /proc/self/mountinfo >before
    chroot "$root" sh -c "cd /tmp/work && exec /build/runner/paribus check --no-keep -- sh -c \"echo \\\$\\\$; hostname; mktemp -u >name\"" >report 2>&1 ||
        [ $? = 1 ] || { cat report; exit 1; }
    ! grep "not pinned\|in calls only" report || exit 1
    grep -q "caused by pid" report || { cat report; echo "the process id is not found"; exit 1; }
    grep -c . /proc/self/mountinfo | cmp - before || { echo "a mount is left"; exit 1; }
' 2>"$scratch/error" || status=$?
cat "$scratch/error"
if [ "$status" -ne 0 ] && grep -q 'unshare.*not permitted' "$scratch/error"; then
    echo "skipped: no mount namespace here"
    exit 77
fi
exit "$status"
