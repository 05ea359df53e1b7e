#!/bin/sh
# A build that leaves more than 200 outputs of which two differ: a stamped file and the archive that
# holds it.  $1: how many files.
set -eu
cat >stamp.c <<'C'
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static long stamp_of_build(void)
{
    return (long)time(NULL);
}

int main(int argc, char **argv)
{
    char name[64];
    for (int i = 0; i < atoi(argv[1]); i++) {
        snprintf(name, sizeof name, "out/part%02d/file%05d.txt", i % 40, i);
        FILE *file = fopen(name, "w");
        fprintf(file, "file %d is always the same\n", i);
        fclose(file);
    }
    FILE *file = fopen("out/part07/guilty.txt", "w");
    fprintf(file, "made by %d arguments\nbuilt at %ld\nby nobody\n", argc, stamp_of_build());
    return fclose(file);
}
C
mkdir -p out
part=0
while [ $part -lt 40 ]; do
    mkdir -p "$(printf 'out/part%02d' $part)"
    part=$((part + 1))
done
cc -g -O0 -o stamp stamp.c
./stamp "$1"
tar -cf out/all.tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner out/part07
