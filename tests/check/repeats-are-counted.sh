#!/bin/sh
# What differs with everything pinned is said to, with in how many repeats, and blamed on nobody;
# what stays the same in them is not mixed up with it.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export XDG_STATE_HOME="$scratch/state"
mkdir "$scratch/tree"
cd "$scratch/tree"
cat >races.c <<'C'
#include <stdio.h>
#include <unistd.h>
#include <x86intrin.h>
int main(void)
{
    FILE *stamp = fopen("stamp", "w"), *id = fopen("id", "w");
    if (!stamp || !id)
        return 1;
    fprintf(stamp, "%llu\n", __rdtsc()); /* nobody holds it without --tsc */
    fprintf(id, "%d\n", (int)getpid());
    return 0;
}
C
cc -o races races.c
status=0
"$PARIBUS" check -q --repeat 4 --format json --report "$scratch/report" -- ./races || status=$?
[ "$status" -eq 1 ] || { echo "ended with $status"; exit 1; }
python3 - "$scratch/report" <<'P'
import json, sys
report = json.load(open(sys.argv[1]))
outputs = {output["path"]: output for output in report["outputs"]}
assert [run["purpose"] for run in report["runs"]][:5] == \
    ["pinned"] + ["pinned again"] * 3 + ["varied"], report["runs"]
for region in outputs["stamp"]["divergences"]:
    assert not region["causes"] and "(in 3 of 3 repeats)" in region["unexplained"], region
assert [cause["source"] for cause in outputs["id"]["causes"]] == ["pid"], outputs["id"]
assert outputs["id"]["causes"][0]["verdict"] == "proven", outputs["id"]
P
