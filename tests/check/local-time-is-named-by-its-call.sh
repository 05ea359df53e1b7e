#!/bin/sh
# A fixed date that is printed in local time: the call that asked for it is named, with its line, and
# five runs are enough, since the two dates lie as far apart as the two zones.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
export COLUMNS=200
cat >dated.c <<'C'
#include <stdio.h>
#include <time.h>

static void release(time_t at)
{
    char text[64];
    strftime(text, sizeof text, "%Y-%m-%d %H:%M", localtime(&at));
    puts(text);
}

int main(void)
{
    release(1700000000);
    return 0;
}
C
cat >hour.py <<'P'
import time

print("released at", time.localtime(1700000000).tm_hour)
P
${CC:-gcc} -g -o dated dated.c
expect() { grep -q "$1" report || { echo "not said: $1"; cat report; exit 1; }; }

"$PARIBUS" check --no-keep -- ./dated >report && { echo "not seen"; exit 1; }
expect 'caused by timezone: localtime(TZ) in release() at dated.c:7'
expect 'proven: a date in the varied zone stands in the output'
expect '^5 runs: '
"$PARIBUS" check --no-keep -- /usr/bin/python3 hour.py >report && { echo "not seen"; exit 1; }
expect 'caused by timezone: localtime_r(TZ) '
expect 'hour.py:3, by its words'
TZ=UTC "$PARIBUS" check --no-keep --vary -timezone -- ./dated >report || { cat report; exit 1; }
