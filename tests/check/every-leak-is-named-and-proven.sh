#!/bin/sh
# Each of the five leaks of the example is found with its source, call, function and line, proven,
# and nobody else is accused; twice the same report.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cp -r "$SOURCE/examples/leaky-build" "$scratch/build"
cd "$scratch/build"

for nth in 1 2; do
    status=0
    "$PARIBUS" check -q --format json --report "$scratch/report.$nth" -- make || status=$?
    [ "$status" -eq 1 ] || { echo "exit status $status, not 1"; exit 1; }
done
cmp "$scratch/report.1" "$scratch/report.2"

python3 - "$scratch/report.1" src <<'P'
import json, sys, os
report = json.load(open(sys.argv[1]))
def line_of(file, text):
    for number, line in enumerate(open(os.path.join("src", file)), 1):
        if text in line:
            return number
wanted = {
    ("time", "time", "build_time", "src/stamp.c", line_of("stamp.c", "return (long)time")),
    ("random", "getrandom", "build_id", "src/ident.c", line_of("ident.c", "getrandom(&id")),
    ("pid", "getpid", "lock_owner", "src/lock.c", line_of("lock.c", "getpid()")),
    ("dirorder", "getdents64", "list", "src/index.c", line_of("index.c", "readdir(stream)")),
    ("env", "getenv", "owner", "src/owner.c", line_of("owner.c", "getenv(")),
}
found = set()
for output in report["outputs"]:
    for cause in output["causes"]:
        assert cause["verdict"] == "proven", cause
        place = next(f for f in cause["stack"] if (f["file"] or "").startswith("src/"))
        found.add((cause["source"], cause["call"], place["function"], place["file"], place["line"]))
assert report["verdict"] == "divergent"
assert found == wanted, (found ^ wanted)
assert report["innocent"] > 0
assert not report["escapes"], report["escapes"]
P
