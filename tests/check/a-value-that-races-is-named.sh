#!/bin/sh
# A clock read a number of times that nobody holds: two pinned runs differ, and the call whose value
# stands in the output each time is named, and not called proven.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
cat >leak.c <<'P'
#include <stdio.h>
#include <sys/syscall.h>
#include <time.h>
static unsigned short escaped(void)
{
    unsigned short bytes = 0;
    long result = SYS_getrandom;
    register long flags __asm__("rdx") = 0;
    __asm__ volatile("syscall" : "+a"(result) : "D"(&bytes), "S"(sizeof bytes), "r"(flags)
                     : "rcx", "r11", "memory");
    return bytes;
}
int main(void)
{
    struct timespec now;
    FILE *to = fopen("out.txt", "w");
    for (unsigned left = escaped() % 5000u + 1; left; left--)
        clock_gettime(CLOCK_REALTIME, &now);
    fprintf(to, "%ld%09ld\n", (long)now.tv_sec, now.tv_nsec);
    return fclose(to);
}
P
cc -g -O0 -o leak leak.c
status=0
"$PARIBUS" check -- ./leak >report || status=$?
[ "$status" -eq 1 ] || { cat report; echo "exit status $status"; exit 1; }
for words in 'caused by time: clock_gettime in main() at leak.c:18' 'suspected:' '0 proven'; do
    grep -qF "$words" report || { cat report; echo "not said: $words"; exit 1; }
done
