#!/bin/sh
# Programs that compare file times do what they do natively, in pinned runs: make, ninja, python's
# cache, find, tar, cp, install, touch, rsync; archives of a fresh tree are equal in two runs.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
run() { "$PARIBUS" run -q -- "$@"; }
bad=0
wrong() { echo "$*"; bad=1; }
have() { command -v "$1" >/dev/null || { echo "skipped: no $1"; return 1; }; }

echo 'int main(void) { return 0; }' >a.c
cp a.c b.c
cat >Makefile <<'M'
all: a.o b.o
%.o: %.c ; @echo $@ >>log; cp $< $@
M
run make -s
run make -s
[ "$(sort log)" = "$(printf 'a.o\nb.o')" ] || wrong "a second make builds again: $(cat log)"
run sh -c 'touch a.c && make -s'
[ "$(grep -c a.o log) $(grep -c b.o log)" = "2 1" ] || wrong "make after touch: $(cat log)"

if have ninja; then
    printf 'rule copy\n command = echo $out >> nlog; cp $in $out\nbuild a.x: copy a.c\nbuild b.x: copy b.c\n' >build.ninja
    run ninja --quiet
    run ninja --quiet
    run sh -c 'touch b.c && ninja --quiet'
    [ "$(grep -c a.x nlog) $(grep -c b.x nlog)" = "1 2" ] || wrong "ninja: $(cat nlog)"
fi

echo 'print("once")' >module.py
for i in 1 2; do
    run /usr/bin/python3 -c 'import sys; sys.path.insert(0, "."); import module' >/dev/null
    stat -c %Y.%y __pycache__/*.pyc >cache$i
done
cmp -s cache1 cache2 || wrong "python rewrites its cache"

run sh -c 'rm -rf order; mkdir order; echo 1 >order/1; sleep 0.03; echo 2 >order/2; sleep 0.03; echo 3 >order/3; find order -type f -newer order/2' >newer
[ "$(cat newer)" = order/3 ] || wrong "find -newer: $(cat newer)"
run sh -c 'tar -cf newer.tar --newer-mtime=./order/2 order 2>/dev/null; tar -tf newer.tar' >newer
! grep -q order/1 newer || wrong "tar --newer-mtime: $(cat newer)"

# the cure everybody is told of: the date of the release is a date somebody set, not one of this run
mkdir dated
(cd dated && SOURCE_DATE_EPOCH=1767268800 "$PARIBUS" check -q --vary stat --no-prove -- \
    sh -c 'echo a >a; touch -d "@$SOURCE_DATE_EPOCH" a; TZ=UTC stat -c %y a >when') >checked ||
    wrong "touch -d @SOURCE_DATE_EPOCH: $(cat checked)"

touch -d '2001-02-03 04:05:06.123456789' given
run sh -c 'cp -p given copied; install -p -m 644 given installed; touch -r given touched; cp -p order/3 third'
for file in copied installed touched; do
    [ "$(stat -c %y "$file")" = "$(stat -c %y given)" ] || wrong "$file: $(stat -c %y "$file")"
done
[ "$(stat -c %Y third)" = "$(stat -c %Y order/3)" ] || wrong "cp -p of a file of the run moves its time"
if have rsync; then
    run rsync -a order/ mirror/
    run rsync -ai order/ mirror/ >again
    [ ! -s again ] || wrong "rsync -a copies again: $(cat again)"
fi

archive() { # NAME COMMAND: what it makes from a fresh tree, in two runs
    name=$1
    shift
    have "$1" || return 0
    for i in 1 2; do
        rm -rf fresh "$name"
        run sh -c 'mkdir -p fresh/sub; echo a >fresh/a; echo b >fresh/sub/b; ln fresh/a fresh/hard; ln -s a fresh/link; shift; "$@"' \
            sh "$name" "$@" >/dev/null 2>&1
        cp "$name" "$name.$i"
        [ "$i" = 2 ] || sleep 1.2
    done
    [ -s "$name.1" ] || wrong "$name: not made"
    cmp -s "$name.1" "$name.2" || wrong "$name: two pinned runs make two archives"
}
# what configure asks: does chown change the time of change, to the second
run /usr/bin/python3 -c 'import os, time
open("owned", "w").close()
before = os.stat("owned").st_ctime
time.sleep(1)
os.chown("owned", -1, os.getgid())
assert int(os.stat("owned").st_ctime) > int(before), "a new owner does not show"
assert os.stat("owned").st_mtime <= before, "a new owner is a change of content"' || wrong "the time of change stands still"

mkdir -p watched
run /usr/bin/python3 -c 'import sys, os, time
sys.path.insert(0, "watched")
open("watched/one.py", "w").close()
import one
open("watched/two.py", "w").close()
import two
log = open("watched/log", "w")
before = os.stat("watched/log").st_mtime_ns
time.sleep(0.02)
log.write("x"); log.flush()
assert os.stat("watched/log").st_mtime_ns > before, "a file kept open does not get newer"' || wrong "what changes is not seen to change"

# a temporary file may get the number of one that is gone, but not its time
mkdir -p temporary
run /usr/bin/python3 -c 'import ctypes, os
libc = ctypes.CDLL(None)
libc.mkdtemp.restype = ctypes.c_char_p
def time(path):
    return os.stat(path).st_mtime_ns
def fresh(number):
    path = b"temporary/%d" % number
    open(path, "w").close()
    return path
for number in range(20):
    gone = fresh(0)
    time(gone)
    before = time(fresh(1))
    os.unlink(gone)
    file, directory = (ctypes.create_string_buffer(b"temporary/XXXXXX") for _ in range(2))
    assert libc.mkstemp(file) >= 0 and libc.mkdtemp(directory)
    times = [before, time(file.value), time(directory.value), time(fresh(2))]
    assert times == sorted(set(times)), times' || wrong "temporary files have no place in the order"

# what was there before is an input, if only for a moment: its time is its own, and not varied
/usr/bin/python3 -c 'import os, subprocess
for attempt in range(12):
    open("input", "w").close()
    os.stat("input") # the kernel tells a change after a look apart from one before, to the nanosecond
    open("input", "w").close()
    subprocess.run([os.environ["PARIBUS"], "check", "-q", "--no-prove", "--", "stat", "-c", "%Y", "input"],
                   check=True, stdout=subprocess.PIPE)' || wrong "a file written just before the run is taken for one of it"

archive t.tar tar -cf t.tar fresh
archive t.pax tar -cf t.pax --format=posix fresh # nanoseconds, of reading and of changing too
archive t.py /usr/bin/python3 -c 'import tarfile; tarfile.open("t.py", "w").add("fresh")'
archive t.git sh -c 'rm -rf repository; git init -q repository; cp -R fresh repository; cd repository; git add .; cp .git/index ../t.git'
archive t.zip zip -qr t.zip fresh
archive t.a ar rcU t.a fresh/a fresh/sub/b
archive t.jar jar cf t.jar fresh
archive t.cpio sh -c 'command -v cpio >/dev/null || { : >t.cpio; exit; }; find fresh | cpio -o -H newc >t.cpio'
exit $bad
