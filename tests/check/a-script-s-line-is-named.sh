#!/bin/sh
# The line of a script, a Makefile, a CMake file or a source file that asked is named by its words; of
# lines with the same words the one whose turn it was, and none where that is not known.  Of a
# program that is gone it is said that it is.
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
cat >loop.sh <<'P'
for name in one two; do date -u +%s >$name.txt; done
[ -e one.txt ] || date -u +%s >one.txt
P
mkdir -p project/part
cat >project/CMakeLists.txt <<'P'
cmake_minimum_required(VERSION 3.16)
project(part NONE)
# string(TIMESTAMP comment)
add_subdirectory(part)
file(WRITE ${CMAKE_BINARY_DIR}/stamp.txt "${STAMP}\n${HOST}\n")
P
cat >project/part/CMakeLists.txt <<'P'
string(TIMESTAMP STAMP UTC)
set(STAMP ${STAMP} PARENT_SCOPE)
execute_process(COMMAND uname
  -n OUTPUT_VARIABLE HOST)
set(HOST ${HOST} PARENT_SCOPE)
P
mkdir many
touch many/a many/b many/c many/d
status=0
"$PARIBUS" check -q --format json=report.json -- make -s || status=$?
[ "$status" -eq 1 ] || { echo "exit status $status"; exit 1; }
"$PARIBUS" check -q --format json=twice.json -- sh twice.sh || status=$?
"$PARIBUS" check -q --format json=loop.json -- sh loop.sh || status=$?
command -v cmake >/dev/null &&
    { "$PARIBUS" check -q --output b/stamp.txt --format json=cmake.json -- cmake -S project -B b || status=$?; }

# a program that the build removes again
printf '#include <stdio.h>\n#include <time.h>\nint main(void) { return printf("%%ld", (long)time(NULL)) < 0; }\n' >gen.c
"$PARIBUS" check -q --output gone.txt -- sh -c 'cc -g -o gen gen.c && ./gen >gone.txt && rm gen' >gone || status=$?
grep -q 'gen was removed again' gone || { cat gone; echo "that the program is gone is not said"; exit 1; }
"$PARIBUS" check -q --output kept.txt -- sh -c 'cc -g -o gen gen.c && ./gen >kept.txt' >kept || status=$?
grep -q 'at gen.c:3' kept || { cat kept; echo "the line is not named"; exit 1; }
/usr/bin/python3 - <<'P'
import json
import os
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
assert two == {("one.txt", "time"): "twice.sh:1", ("two.txt", "time"): "twice.sh:2"}, two
loop = lines("loop.json")
assert len(loop) == 2 and not any(loop.values()), loop
if os.path.exists("cmake.json"):
    cmake = lines("cmake.json")
    assert cmake == {("b/stamp.txt", "time"): "project/part/CMakeLists.txt:1",
                     ("b/stamp.txt", "host"): "project/part/CMakeLists.txt:3"}, cmake
P
