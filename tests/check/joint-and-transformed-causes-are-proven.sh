#!/bin/sh
# Values that cannot be recognised any more: a checksum of the time, a generator seeded by the
# process id, a difference of two clock readings, and one value made of two sources.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
cat >leak.c <<'P'
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>
static unsigned mix(unsigned long value) { return (unsigned)((value * 2654435761u) >> 7) ^ 0x5bd1e995u; }
static void hashed(FILE *to) { fprintf(to, "%08x\n", mix((unsigned long)time(NULL))); }
static void seeded(FILE *to) { srand((unsigned)getpid()); fprintf(to, "%d\n", rand()); }
static void elapsed(FILE *to)
{
    struct timespec a, b;
    clock_gettime(CLOCK_MONOTONIC, &a);
    clock_gettime(CLOCK_MONOTONIC, &b);
    fprintf(to, "%ld\n", (b.tv_nsec - a.tv_nsec + 1000000000L) % 1000000000L);
}
static void joined(FILE *to)
{
    unsigned bytes = 0;
    if (getrandom(&bytes, sizeof bytes, 0) > 0)
        fprintf(to, "%08x\n", mix(bytes) ^ mix((unsigned long)time(NULL)));
}
int main(int argc, char **argv)
{
    void (*const all[])(FILE *) = {hashed, seeded, elapsed, joined};
    const char *const names[] = {"hashed", "seeded", "elapsed", "joined"};
    for (int i = 0; i < 4 && argc; i++) {
        FILE *to = fopen(names[i], "w");
        all[i](to);
        fclose(to);
    }
    return argv == NULL;
}
P
cc -g -O0 -o leak leak.c
status=0
"$PARIBUS" check -q --format json --report report.json -- ./leak || status=$?
[ "$status" -eq 1 ] || { echo "exit status $status"; exit 1; }
python3 - <<'P'
import json
report = json.load(open("report.json"))
wanted = {"hashed": {("time", "hashed")}, "seeded": {("pid", "seeded")},
          "elapsed": {("time", "elapsed")}, "joined": {("time", "joined"), ("random", "joined")}}
for output in report["outputs"]:
    if output["identical"]:
        continue
    found = set()
    for cause in output["causes"]:
        assert cause["verdict"] == "proven", cause
        found.add((cause["source"], next(f["function"] for f in cause["stack"]
                                         if (f["file"] or "").endswith("leak.c"))))
    assert found == wanted.pop(output["path"]), (output["path"], found)
assert not wanted, wanted
P
