set -e
export SOURCE_DATE_EPOCH=1600000000
mkdir -p p/DEBIAN
printf 'Package: p\nVersion: 1\nArchitecture: all\nMaintainer: N <n@example.org>\nDescription: p\n' >p/DEBIAN/control
dpkg-deb --root-owner-group -Zgzip -b p out.deb >/dev/null
