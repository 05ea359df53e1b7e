#!/bin/sh
# Who does more and more until a clock has moved on comes to an end, and the run says so.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
export XDG_STATE_HOME=$scratch/state
cat >calibrate.c <<'C'
#include <stdio.h>
#include <time.h>

static double now(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int calibrate(clockid_t clock)
{
    for (unsigned long count = 1000; count; count *= 2) {
        double begun = now(clock);
        for (volatile unsigned long i = 0; i < count;)
            i = i + 1;
        if (now(clock) - begun > 0.1)
            return 0;
    }
    return 1;
}

int main(int argc, char **argv)
{
    (void)argv;
    return calibrate(argc > 1 ? CLOCK_THREAD_CPUTIME_ID : CLOCK_MONOTONIC);
}
C
cc -O1 -o calibrate calibrate.c
timeout 120 "$PARIBUS" run -- ./calibrate 2>said
grep -q 'clock was moved on' said || { echo "run does not tell:"; cat said; exit 1; }
timeout 120 "$PARIBUS" run -q -- ./calibrate cpu
timeout 240 "$PARIBUS" check --no-keep -- ./calibrate >report || { cat report; exit 1; }
grep -q 'clock was moved on' report || { echo "not told:"; cat report; exit 1; }
