#!/bin/sh
# The Debian packages: built, looked through by lintian, installed with dpkg in a clean root, used there by root and by an ordinary
# user, and removed again without a trace.  Takes some minutes and the network: not part of the test suite.
#   sh tests/install/deb.sh        as root; KEEP=1 keeps the packages in build/packages-tested
set -eu
source=$(cd "$(dirname "$0")/../.." && pwd)
[ "$(id -u)" = 0 ] || { echo "skipped: a root directory of its own needs root"; exit 77; }
missing=
for tool in lintian:lintian debootstrap:debootstrap; do
    command -v "${tool%:*}" >/dev/null || missing="$missing ${tool#*:}"
done
# shellcheck disable=SC2086
[ -z "$missing" ] || { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing; }
scratch=$(mktemp -d /var/tmp/paribus-deb-XXXXXX)
root=$scratch/root
clean_up() {
    umount "$root/proc" "$root/dev" 2>/dev/null || true
    rm -rf --one-file-system "$scratch"
}
trap clean_up EXIT
fail() { echo "FAILED: $*"; exit 1; }
step() { echo "== $*"; }

step build
{ cmake -S "$source" -B "$scratch/build" -DCMAKE_INSTALL_PREFIX=/usr -DPARIBUS_TESTS=OFF &&
    cmake --build "$scratch/build" -j "$(nproc)" && (cd "$scratch/build" && cpack -G DEB); } >"$scratch/log" 2>&1 ||
    { tail -40 "$scratch/log"; fail build; }
packages=$(echo "$scratch"/build/packages/*.deb)
[ "$(echo "$packages" | wc -w)" = 3 ] || fail "not three packages: $packages"
step lintian
# shellcheck disable=SC2086
lintian --fail-on error $packages || fail lintian

step "a clean root"
. /etc/os-release
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | head -1)
debootstrap --variant=minbase "$VERSION_CODENAME" "$root" "$mirror" >"$scratch/log" 2>&1 || { tail -5 "$scratch/log"; fail debootstrap; }
mount --bind /dev "$root/dev"
mount -t proc none "$root/proc"
cp /etc/resolv.conf "$root/etc/resolv.conf"
inside() { chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C DEBIAN_FRONTEND=noninteractive "$@"; }
# What dpkg, apt and ldconfig keep for themselves is none of ours.
files() {
    (cd "$root" && find . -xdev -path ./var/lib/dpkg -prune -o -path ./var/lib/apt -prune -o -path ./var/cache -prune -o \
        -path ./var/log -prune -o -path ./tmp -prune -o -path ./proc -prune -o -path ./dev -prune -o -print) |
        grep -v -x './etc/ld.so.cache\|./var/lib/systemd/.*' | sort
}
inside apt-get update -qq
files >"$scratch/before"

step "dpkg -i"
mkdir "$root/tmp/packages"
# shellcheck disable=SC2086
cp $packages "$root/tmp/packages"
inside sh -c 'dpkg -i /tmp/packages/*.deb' >"$scratch/log" 2>&1 || true # what it depends on is not there yet
inside apt-get install -y -qq -f --no-install-recommends >>"$scratch/log" 2>&1 || { tail -20 "$scratch/log"; fail "dependencies"; }
inside dpkg-query -W -f '${Package} ${Status}\n' paribus libparibus-analyzer0 libparibus-analyzer-dev | grep -v 'install ok installed$' &&
    fail "not installed"
for program in usr/bin/paribus; do
    inside ldd "/$program" | grep 'not found' && fail "a library is missing"
done

step "paribus check"
for user in 0 65534; do
    mkdir -p "$root/tmp/home-$user/tree"
    chown -R "$user" "$root/tmp/home-$user"
done
check() { # COMMAND...: as which user
    got=0
    inside "$@" sh -c 'cd /tmp/home-$(id -u)/tree && HOME=/tmp/home-$(id -u) paribus check -- sh -c "date >dated; echo same >same"' \
        >"$scratch/report" 2>&1 || got=$?
    [ $got = 1 ] && grep -q 'caused by time: clock_gettime in date' "$scratch/report" && grep -q '^divergent: 1 of 5 outputs' "$scratch/report" ||
        { cat "$scratch/report"; fail "check $*: status $got"; }
    tail -1 "$scratch/report"
}
check env
check setpriv --reuid 65534 --regid 65534 --clear-groups
inside paribus version
inside sh -c 'XDG_STATE_HOME=/tmp/state paribus doctor' | tail -1
[ -s "$root/usr/share/man/man1/paribus-check.1.gz" ] || echo "(this root excludes manual pages)"

step remove
inside apt-get purge -y -qq paribus libparibus-analyzer0 libparibus-analyzer-dev >"$scratch/log" 2>&1 || fail remove
inside apt-get autoremove --purge -y -qq >>"$scratch/log" 2>&1 || fail autoremove
files >"$scratch/after"
diff "$scratch/before" "$scratch/after" || fail "something is left"
echo "nothing is left"
