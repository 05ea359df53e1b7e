#!/bin/sh
# One row of the table in all modes: off and record differ between two runs as natively (where the
# machine itself varies), pinned runs are equal, a varied run is different, and record writes the call down.
#   row.sh NAME SOURCE
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
mkdir many
for name in z q a m b x f; do : >"many/$name"; done
fail() { echo "$1 of $2: $3"; exit 1; }
# through a shell, so that the probe's parent is a process of the run as well
probe() {
    status=0
    "$PARIBUS" run -q $more --keep-env USER "$@" -- sh -c '"$0" "$1" || exit' "$PROBE" "$name" || status=$?
    [ "$status" -eq 0 ] || exit "$status"
}

name=$1 source=$2 more=
[ "$name" != rdtsc ] || more=--tsc
USER=tester
export USER
probe --pin all >pin1
sleep 1
probe --pin all >pin2
[ -s pin1 ] || fail "$name" "$source" "printed nothing"
cmp -s pin1 pin2 || fail "$name" "$source" "two pinned runs differ: $(cat pin1 pin2)"

probe --pin all --vary "$source" >vary
case $name in
getifaddrs) ;; # only written down
*) ! cmp -s pin1 vary || fail "$name" "$source" "varied is as pinned: $(cat vary)" ;;
esac

probe --off all >off
case $source in
time | stat | random | pid) ! cmp -s pin1 off || fail "$name" "$source" "off is as pinned: $(cat off)" ;;
env) [ "$(cat off)" = "$(env "$PROBE" "$name")" ] || fail "$name" "$source" "off is not as native" ;;
esac

"$PARIBUS" record -q $more -r run -- "$PROBE" "$name" >record
case $source in
time | stat) ! cmp -s pin1 record || fail "$name" "$source" "record is as pinned" ;;
esac
"$PARIBUS" show --events run | cut -f2,3 | grep -qx "$name	record" ||
    fail "$name" "$source" "not written down"
