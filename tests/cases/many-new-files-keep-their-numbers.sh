#!/bin/sh
# More new files than the first levels of the run's tables hold: every one has a number of its own
# and its time, the same in a second run, and the tables take more of the disk only then.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/tree"
cd "$scratch/tree"
cat >make.py <<'P'
import os, resource, sys
os.mkdir("many")
if "scarce" in sys.argv: # one descriptor for the program, none for us
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)
    last = os.open("/", os.O_RDONLY)
    resource.setrlimit(resource.RLIMIT_NOFILE, (last + 1, limit[1]))
    os.close(last)
for number in range(int(sys.argv[1])):
    fd = os.open(f"many/{number:05}", os.O_CREAT | os.O_WRONLY)
    if "scarce" in sys.argv:
        os.stat(f"many/{number:05}")
    os.close(fd)
if "scarce" in sys.argv:
    resource.setrlimit(resource.RLIMIT_NOFILE, limit)
with open("list", "w") as listing:
    for name in sorted(os.listdir("many")):
        status = os.stat(f"many/{name}")
        print(name, status.st_ino, status.st_mtime_ns, file=listing)
P
pinned() { # NAME FILES [scarce]: in a run kept as NAME
    "$PARIBUS" record -q --pin all -r "../$1" -- sh -c "python3 make.py $2 ${3-}; du -k ../$1/shared >../space"
    rm -r many
    mv list "../$1.list"
    space=$(cut -f 1 ../space)
}
pinned few 10
few=$space
pinned a 9000
pinned b 9000
cmp ../a.list ../b.list
[ "$(cut -d ' ' -f 2 ../a.list | sort -u | wc -l)" = 9000 ] || { echo "two files have one number"; exit 1; }
sort -c -n -k 3,3 ../a.list || { echo "file times are not in the order of making"; exit 1; }

# Where the library has no descriptor left for itself, the tables grow nevertheless; what cannot be is told.
pinned scarce 4500 scarce
[ "$(head -4500 ../a.list | cut -d ' ' -f 3 | md5sum)" = "$(cut -d ' ' -f 3 ../scarce.list | md5sum)" ] ||
    { echo "file times are others where descriptors are scarce"; exit 1; }
"$PARIBUS" show ../scarce | grep -q '^stat: 4500 files could not be given a number of their own' ||
    { "$PARIBUS" show ../scarce | tail -5; echo "real inode numbers are not told of"; exit 1; }

"$PARIBUS" compare ../a ../b >said || { cat said; exit 1; }
echo "tables: $few KiB for 10 files, $space KiB for 9000"
[ "$few" -lt 4500 ] && [ "$space" -gt "$((few + 500))" ]
