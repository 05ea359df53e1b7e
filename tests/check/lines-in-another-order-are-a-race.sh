#!/bin/sh
# What several processes write in another order each time is a race, whatever else their programs
# could ask the processor for.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
export COLUMNS=200
cat >turns.c <<'C'
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static void speak(char who)
{
    for (int i = 0; i < 3000; i++)
        dprintf(1, "%c %d\n", who, i);
    _exit(0);
}

int main(int argc, char **argv)
{
    unsigned long never = 0;
    (void)argv;
    if (argc > 5)
        __asm__ volatile("rdrand %0" : "=r"(never));
    for (char who = 'a'; who < 'd'; who++)
        if (fork() == 0)
            speak(who);
    while (wait(NULL) > 0)
        continue;
    return (int)never;
}
C
cc -o turns turns.c
"$PARIBUS" check --no-keep -- ./turns >report || true
grep -q 'racing' report || { cat report; exit 1; }
! grep -q 'rdrand' report || { echo "an innocent instruction is named:"; cat report; exit 1; }
