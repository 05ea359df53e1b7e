#!/bin/sh
# Two Debian packages that differ in the time of one file inside data.tar.xz: the report says so, in
# one screen.
set -eu
command -v dpkg-deb >/dev/null || { echo "no dpkg-deb"; exit 77; }
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
mkdir -p tree/DEBIAN tree/usr/bin tree/usr/share/doc/tool
printf 'Package: tool\nVersion: 1\nArchitecture: all\nMaintainer: N <n@example.org>\nDescription: d\n' \
    >tree/DEBIAN/control
echo binary >tree/usr/bin/tool
echo readme >tree/usr/share/doc/tool/README
find tree -exec touch -d '2020-01-01 00:00:00 UTC' {} +
cat >build.sh <<'P'
touch -d "@$(date +%s)" tree/usr/bin/tool
SOURCE_DATE_EPOCH=2100000000 dpkg-deb --root-owner-group -Zxz -b tree out.deb >/dev/null
P
status=0
"$PARIBUS" check --pin stat --output out.deb -- sh build.sh >report || status=$?
[ "$status" -eq 1 ] || { cat report; echo "exit status $status"; exit 1; }
tr -s ' \n' ' ' <report | grep -q 'data.tar.xz/./usr/bin/tool (header).* a: mtime: 1999999999 b: mtime: 20' ||
    { cat report; echo "the member's time is not named"; exit 1; }
grep -q 'clock_gettime in date' report || { cat report; echo "who asked is not named"; exit 1; }
[ "$(grep -c 'caused by' report)" -eq 1 ] || { cat report; echo "more than one cause"; exit 1; }
[ "$(wc -l <report)" -le 24 ] || { cat report; echo "more than one screen"; exit 1; }
