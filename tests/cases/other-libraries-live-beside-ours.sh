#!/bin/sh
# Preloaded allocators and fakers, sanitizers, valgrind, gdb and strace: around the run and inside it.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
bad=0
skipped=
same() { # WANTED WHAT COMMAND...
    wanted=$1 what=$2
    shift 2
    seen=$(timeout 120 "$@" 2>&1 </dev/null | tail -n 1) || true
    [ "$seen" = "$wanted" ] || { echo "$what: '$seen', not '$wanted'"; bad=1; }
}
cc -g -o plain "$SOURCE/tests/cases/hostile/companion.c" -pthread
for kind in address undefined thread; do
    for compiler in gcc clang; do
        $compiler -g -fsanitize=$kind -o "$compiler.$kind" "$SOURCE/tests/cases/hostile/companion.c" -pthread 2>/dev/null ||
            skipped="$skipped $compiler:$kind"
    done
done
library() { find /usr/lib /usr/local/lib -name "$1" 2>/dev/null | head -n 1; }
libraries=
for name in libeatmydata.so libjemalloc.so.2 libtcmalloc_minimal.so.4 libfaketime.so.1 libfaketimeMT.so.1; do
    found=$(library "$name")
    [ -n "$found" ] && libraries="$libraries $found" || skipped="$skipped $name"
done
fake='id -u; touch f; chown 5:6 f; stat -c %u:%g f'
for mode in off record pin vary; do
    set -- "$PARIBUS" run -q --keep-env all "--$mode" all --off user --
    for library in $libraries; do
        same 3 "$mode, $library around" env LD_PRELOAD="$library" "$@" ./plain
        same 3 "$mode, $library inside" "$@" env LD_PRELOAD="$library" ./plain
    done
    for program in gcc.* clang.*; do
        [ ! -x "$program" ] || same 3 "$mode, $program" "$@" "./$program"
    done
    same 3 "$mode, valgrind" "$@" valgrind -q --vgdb=no --error-exitcode=9 ./plain
    same 3 "$mode, strace" "$@" strace -f -o /dev/null ./plain
    if command -v gdb >/dev/null; then
        same 3 "$mode, gdb" "$@" sh -c 'gdb -q -batch -ex run ./plain 2>/dev/null | grep -x 3'
        same 'Breakpoint 1' "$mode, gdb, a breakpoint in libc" "$@" sh -c \
            'gdb -q -batch -ex "set breakpoint pending on" -ex "break malloc" -ex run ./plain 2>&1 | grep -o "^Breakpoint 1\\b" | tail -n 1'
    fi
    if command -v fakeroot >/dev/null; then
        same 5:6 "$mode, fakeroot around" fakeroot "$@" sh -c "$fake"
        same 5:6 "$mode, fakeroot inside" "$@" fakeroot sh -c "$fake"
    fi
done
[ -z "$skipped" ] || echo "not here:$skipped"
exit $bad
