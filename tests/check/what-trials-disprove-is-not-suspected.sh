#!/bin/sh
# A value that stands in the output and is not why it differs: freed it changes nothing, held it changes
# nothing.  When the runs end there it is not suspected any more; with more runs the cause is proven.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/tree"
cd "$scratch/tree"
cat >leak.c <<'P'
#include <stdio.h>
#include <time.h>
#include <unistd.h>
int main(void)
{
    int decoy = getpid();
    if (time(NULL) > 2001000000) /* pinned: never */
        printf("%d\n", decoy);
    else
        puts("none");
    return 0;
}
P
cc -g -O0 -o ../leak leak.c
# check RUNS: the report of that many
check() {
    "$PARIBUS" check -q --max-runs "$1" -- ../leak >../report || [ $? -eq 1 ]
}
refuse() { echo "$1:"; cat ../report; exit 1; }
check 3
grep -q 'caused by pid: getpid in main() at leak.c:6' ../report || refuse "not suspected before any trial"
check 5
! grep -q 'caused by' ../report || refuse "suspected after both trials"
grep -q 'unexplained: ' ../report || refuse "not unexplained"
check 40
[ "$(grep -c 'caused by' ../report)" = 1 ] || refuse "not one cause"
grep -q 'caused by time: time in main() at leak.c:7' ../report || refuse "another cause"
grep -q 'proven: varied alone, all else pinned: the region differs' ../report || refuse "not proven"
