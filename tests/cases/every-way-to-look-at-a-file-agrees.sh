#!/bin/sh
# stat, lstat, fstat, fstatat, statx, __xstat, fts, nftw, readdir's inode number: the same answer in
# every mode; in two pinned runs too, for files made in them, renamed, linked and made anew.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
mkdir tree
echo old >tree/old
ln -s old tree/link
cat >files.sh <<'SH'
set -e
cp -R tree made
cd made
: >new
head -c 70000 /dev/zero >large
ln new hard
mkdir sub
echo x >sub/inner
mv sub moved
: >first
mv first second
: >first
rm large
: >large
exec "$STATS" old link new hard large moved moved/inner first second .
SH
look() { rm -rf made; "$PARIBUS" run -q "$@" -- env STATS="$STATS" sh files.sh; }
look >one || { cat one; echo "two ways disagree, pinned"; exit 1; }
sleep 1.1
: >between # so that the file system gives out other numbers
look >two
diff one two || { echo "two pinned runs differ"; exit 1; }
for mode in off record vary; do
    look "--$mode" stat >"$mode" || { cat "$mode"; echo "two ways disagree: $mode"; exit 1; }
done
! cmp -s one vary || { echo "varied is as pinned"; exit 1; }
[ "$(awk '$1 == "new" || $1 == "hard" { print $3 }' one | sort -u | wc -l)" = 1 ] || { echo "a link has another number"; exit 1; }
[ "$(awk '{ print $3 }' one | sort | uniq -d | wc -l)" = 1 ] || { cat one; echo "two files have one number"; exit 1; }

# who asks for no number first gets none of the file system's, not even above an overlay
"$PARIBUS" check -q --no-prove --vary -stat -- sh -c ': >x; ls -U x . >/dev/null; stat -c %i x' >checked ||
    { cat checked; echo "a look without numbers leaves the real one"; exit 1; }
