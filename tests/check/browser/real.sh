#!/bin/sh
# A real build of more than 200 outputs: half of paribus's analyzer, compiled and packed with its documentation, and a
# file that says when.  $1: where the sources are.
set -eu
cat >stamp.c <<'C'
#include <stdio.h>
#include <time.h>

static long stamp_of_build(void)
{
    return (long)time(NULL);
}

int main(int argc, char **argv)
{
    FILE *file = fopen(argv[argc - 1], "w");
    fprintf(file, "analyzer, made with %d argument\nbuilt at %ld\nby nobody\n", argc - 1, stamp_of_build());
    return fclose(file);
}
C
mkdir -p out/obj out/share
cc -g -O0 -o stamp stamp.c
for file in "$1"/analyzer/[a-m]*.c; do
    name=$(basename "$file" .c)
    cc -O0 -w -D_GNU_SOURCE -DPARIBUS_VERSION='"1"' -I"$1/preload/abi" -MMD -MF "out/obj/$name.d" -c -o "out/obj/$name.o" "$file"
done
ar rcD out/libanalyzer.a out/obj/*.o
cp -r "$1/docs" "$1/examples" out/share
./stamp out/share/build-info.txt
tar -cf out/share.tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner out/share
