#!/bin/sh
# A build nobody here wrote (GNU ed from Debian's sources; configure, make, gcc, tar): reproducible as
# it is, the planted __DATE__ found and proven, files under `run` those of a native build, a
# second make does nothing, a touched source is rebuilt alone.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
source=$(sh "$SOURCE/tests/fetch-source.sh" ed fetched 2>error) || { echo "skipped: $(cat error)"; exit 77; }
cd "$source"

"$PARIBUS" check -q -- sh -c './configure >/dev/null && make' || { echo "not reproducible"; exit 1; }

(./configure && make) >/dev/null 2>&1
cp ed config.status ..
make distclean >/dev/null
"$PARIBUS" run -q -- sh -c './configure && make' >/dev/null 2>&1
cmp ed ../ed
"$PARIBUS" run -q -- make | grep -v 'Nothing to be done' | grep . && { echo "make did it again"; exit 1; }
sleep 0.05
touch io.c
[ "$("$PARIBUS" run -q -- make | grep -c -- ' -c ')" -eq 1 ] || { echo "not just io.c"; exit 1; }
make distclean >/dev/null

# one leak through the compiler, one through the program itself, asked for its version by the build
echo 'const char planted[] = __DATE__;' >>signal.c
sed -i 's/^static void show_version.*/#include <time.h>\n&/; s/^\( *\)printf( "GNU %s %s\\n".*/&\n  printf( "built %ld\\n", (long)time( 0 ) );/' main.c
line=$(grep -n 'time( 0 )' main.c | cut -d: -f1)
[ -n "$line" ] || { echo "skipped: main.c is not as expected"; exit 77; }
status=0
"$PARIBUS" check -q --format json --report ../report.json -- sh -c './configure CFLAGS=-g >/dev/null &&
    make && ./ed --version >version.txt && tar --mtime=@0 -cf ed.tar ed' || status=$?
[ "$status" -eq 1 ] || { echo "exit status $status"; exit 1; }
python3 - ../report.json "$line" <<'P'
import json, sys
report = json.load(open(sys.argv[1]))
causes = {(c["source"], c["verdict"], c["process"]["exe"].split("/")[-1])
          for o in report["outputs"] for c in o["causes"]}
assert causes == {("time", "proven", "cc1"), ("time", "proven", "ed")}, causes
places = {(f["function"], f["file"], f["line"]) for o in report["outputs"] for c in o["causes"]
          for f in c["stack"] if (f["file"] or "").endswith("main.c")}
assert ("show_version", "main.c", int(sys.argv[2])) in places, places
P
