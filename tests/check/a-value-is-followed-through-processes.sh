#!/bin/sh
# A value that goes through a pipe, a file and a variable is traced to where it was asked for, and the
# way is shown.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
cat >leak.c <<'P'
#include <stdio.h>
#include <sys/random.h>
int main(void)
{
    unsigned long id = 0;
    if (getrandom(&id, sizeof id, 0) < 0) return 1;
    return printf("%016lx\n", id) < 0;
}
P
cc -g -O0 -o leak leak.c
cat >build.sh <<'P'
set -e
./leak | tr a-f A-F >seed.txt
SEED=$(cat seed.txt)
export SEED
awk 'BEGIN { print "id " ENVIRON["SEED"] }' >out.txt
P
status=0
COLUMNS=200 "$PARIBUS" check -- sh build.sh >report || status=$?
[ "$status" -eq 1 ] || { cat report; echo "exit status $status"; exit 1; }
tr -s ' \n' ' ' <report >line
for words in 'caused by random: getrandom in main() at leak.c:6' \
    'way: leak -> tr (pipe) -> seed.txt -> cat -> sh (pipe) -> awk (variable SEED) -> out.txt' \
    '1 cause, 1 proven'; do
    grep -qF "$words" line || { cat report; echo "not said: $words"; exit 1; }
done
