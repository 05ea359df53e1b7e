#!/bin/sh
# Programs in five languages that print the five sources: byte-identical in two pinned runs, from
# different environments, all at once under make -j2; different when varied.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
cat >c.c <<'P'
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>
int main(void)
{
    unsigned bytes = 0;
    DIR *directory = opendir("many");
    struct dirent *entry;
    if (getrandom(&bytes, sizeof bytes, 0) < 0)
        return 1;
    printf("%ld %u %d %s\n", (long)time(NULL), bytes, (int)getpid(), getenv("USER"));
    while ((entry = readdir(directory)))
        puts(entry->d_name);
    return 0;
}
P
cat >p.py <<'P'
import os, random, time, uuid
print(time.time(), time.monotonic(), random.random(), uuid.uuid4(), os.getpid(), os.listdir("many"))
print(hash("a"), open("/dev/urandom", "rb").read(8).hex(), sorted(os.environ.items()))
P
cat >p.pl <<'P'
print time, " $$ ", rand(), " ", join(",", keys %ENV), "\n";
opendir my $d, "many"; print join(" ", readdir $d), "\n";
P
cat >p.sh <<'P'
date +%s.%N; echo $$ $RANDOM; ls -U many; head -c 8 /dev/urandom | od -An -tx1; env | sort
mktemp -u; cat /proc/sys/kernel/random/uuid; echo $(sh -c 'echo $$')
P
cat >p.awk <<'P'
BEGIN { srand(); print srand(), rand(), ENVIRON["USER"]; while (("ls -U many" | getline l) > 0) print l }
P
cat >Makefile <<'P'
all: out/c out/py out/pl out/sh out/awk
out/c: ; @./c >$@
out/py: ; @/usr/bin/python3 p.py >$@
out/pl: ; @perl p.pl >$@
out/sh: ; @bash p.sh >$@
out/awk: ; @awk -f p.awk >$@
P
mkdir many out # apart from the scripts: python reads its directory again whenever that changes
for name in z q a m b x; do : >"many/$name"; done
cc -o c c.c

result() { cat out/c out/py out/pl out/sh out/awk; rm -f out/*; }
run() { "$PARIBUS" run -q "$@" -- make -s -j2; result; }
run >one
sleep 1.1
env -i PATH="$PATH" HOME=/elsewhere USER=somebody "$PARIBUS" run -q -- make -s -j2
result >two
diff one two || { echo "two pinned runs differ"; exit 1; }
run --vary all >three
! cmp -s one three || { echo "a varied run is equal"; exit 1; }
make -s -j2
result >four
! cmp -s one four || { echo "the programs do not depend on the sources at all"; exit 1; }
