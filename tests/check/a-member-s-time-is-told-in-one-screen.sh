#!/bin/sh
# Debian packages whose only difference is when a file, or some files, inside data.tar.xz were
# changed: the report says so, in one screen.
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
build='SOURCE_DATE_EPOCH=2147483647 dpkg-deb --root-owner-group -Zxz -b tree out.deb >/dev/null'

# told NAME PATTERN... : one cause, in one screen, with each of the patterns
told() {
    name=$1
    shift
    [ "$status" -eq 1 ] || { cat report; echo "$name: exit status $status"; exit 1; }
    [ "$(grep -c 'caused by' report)" -eq 1 ] || { cat report; echo "$name: not one cause"; exit 1; }
    [ "$(wc -l <report)" -le 24 ] || { cat report; echo "$name: more than one screen"; exit 1; }
    for pattern; do
        tr -s ' \n' ' ' <report | grep -Eq -- "$pattern" || { cat report; echo "$name: no $pattern"; exit 1; }
    done
}

cat >set.sh <<P
touch -d "@\$(date +%s)" tree/usr/bin/tool
$build
P
for pin in '' '--pin stat'; do
    status=0
    # shellcheck disable=SC2086 # an option and its value
    "$PARIBUS" check $pin --output out.deb -- sh set.sh >report || status=$?
    told "set by touch $pin" 'data.tar.xz/./usr/bin/tool \(header\), mtime a: mtime: 1999999999 b: mtime: 20' \
        'caused by time: clock_gettime in date' 'line: set.sh:1,'
done

cat >write.sh <<P
for n in 1 2 3 4 5; do echo binary >tree/usr/share/doc/tool/\$n; done
$build
P
status=0
"$PARIBUS" check --output out.deb -- sh write.sh >report || status=$?
told "written by the build" 'data.tar.xz/./usr/share/doc/tool/ \(header\), mtime a: mtime: 1999999999' \
    'also: mtime of data.tar.xz/./usr/share/doc/tool/1 and 4 more members' 'caused by stat: fstatat in tar' 'line: write.sh:2,'

# no time is given: dpkg-deb asks the clock for its own headers
status=0
"$PARIBUS" check --output out.deb -- dpkg-deb --root-owner-group -Zxz -b tree out.deb >report || status=$?
told "made by dpkg-deb" 'control.tar.xz \(header\), mtime' 'also: mtime of data.tar.xz and 1 more member' \
    'caused by time: time in dpkg-deb'
