set -e
mkdir -p p/DEBIAN p/usr/share/doc/p
printf 'Package: p\nVersion: 1\nArchitecture: all\nMaintainer: N <n@example.org>\nDescription: p\n' >p/DEBIAN/control
echo text >p/usr/share/doc/p/README
dpkg-deb --root-owner-group -Zgzip -b p out.deb >/dev/null # LEAK
