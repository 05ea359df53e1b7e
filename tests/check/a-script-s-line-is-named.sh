#!/bin/sh
# The line of a script, a Makefile or a source file that asked is named by its words; where two lines
# are equally likely none is.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
cat >build.sh <<'P'
# date
date -u +%Y >/dev/null
date -u +%s >stamp.txt
echo $$ >pid.txt
ls -U many >list.txt
P
cat >Makefile <<'P'
all: out.o
	sh build.sh
	uname -n >host.txt
out.o: out.c
	cc -c out.c
P
printf 'const char name[] = "out";\nconst char when[] = __DATE__ __TIME__;\n' >out.c
cat >twice.sh <<'P'
date -u +%s >one.txt
date -u +%s >two.txt
P
mkdir many
touch many/a many/b many/c many/d
status=0
"$PARIBUS" check -q --format json=report.json -- make -s || status=$?
[ "$status" -eq 1 ] || { echo "exit status $status"; exit 1; }
"$PARIBUS" check -q --format json=twice.json -- sh twice.sh || status=$?
/usr/bin/python3 - <<'P'
import json
def lines(file):
    found = {}
    for output in json.load(open(file))["outputs"]:
        for cause in output["causes"]:
            found.setdefault((output["path"], cause["source"]), cause["script"])
    return found
one = lines("report.json")
for key, line in {("stamp.txt", "time"): "build.sh:3", ("pid.txt", "pid"): "build.sh:4",
                  ("list.txt", "dirorder"): "build.sh:5", ("host.txt", "host"): "Makefile:3",
                  ("out.o", "time"): "out.c:2"}.items():
    assert one.get(key) == line, (key, one.get(key))
two = lines("twice.json")
assert two and not any(two.values()), two
P
