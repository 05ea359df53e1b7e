#!/bin/sh
# What the trace says of an image's file and streams is what /proc says of it, however it was started.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
fail() { echo "$1"; exit 1; }
mkdir -p places/of/programs
cp "$(command -v readlink)" places/of/programs/real
ln -s real places/of/programs/link
ln -s of/programs places/short
ln -s "$scratch/places/short/link" absolute
ln -s /proc/self/fd magic
printf '#!%s/places/short/link /proc/self/exe\n' "$scratch" >script
printf '#!%s/script\n' "$scratch" >script-of-a-script
chmod +x script script-of-a-script
cat >ways <<'E2'
cd "$1"
exe=/proc/self/exe
places/of/programs/real $exe
./places/../places/short/./link $exe
"$1"//places/short/link $exe
places/short/../../../absolute $exe
(cd places/short && ../../../absolute $exe && ./link $exe)
PATH=$1/places/short:$PATH link $exe
./script || true
./script-of-a-script || true
(exec -a other places/short/link $exe)
python3 - <<'P'
import os
exe, argv = "/proc/self/exe", ["real", "/proc/self/exe"]
for program in os.open("places/short/link", os.O_RDONLY), f"/proc/self/fd/{os.open('absolute', os.O_RDONLY)}", \
        f"magic/{os.open('places/short/real', os.O_RDONLY)}":
    if os.fork() == 0:
        os.execve(program, argv, os.environ)
    os.wait()
if os.fork() == 0:  # its own name among the arguments, as a script has it
    os.execv("places/of/programs/real", ["real", exe, "places/of/programs/real"])
os.wait()
P
cp places/short/real moved
python3 -c 'import os
os.rename("moved", "moved on")
os.execv("moved on", ["moved", "/proc/self/exe"])'
E2
"$PARIBUS" record -q -r run -- bash ways "$scratch" >seen || fail "fails"
"$PARIBUS" show --format json run >shown
python3 - <<'E2' || fail "the trace tells of other files than /proc"
import json, sys
told = [p["exe"] for p in json.load(open("shown"))["processes"] if "/proc/self/exe" in p["argv"]]
seen = open("seen").read().split("\n")[:-1]
if sorted(told) != sorted(seen) or len(seen) < 15:
    print("told", sorted(told), "seen", sorted(seen), sep="\n")
    sys.exit(1)
E2

# Streams: each process says what it sees of them.
cat >look.py <<'E2'
import os
def name(fd):
    try:
        return os.readlink(f"/proc/self/fd/{fd}")
    except OSError:
        return ""
os.write(9, ("\0".join(map(name, range(3))) + "\n").encode())
E2
cat >ways <<'E2'
look() { python3 look.py; }
look </dev/null
look </dev/null >out 2>&1
look <out >/dev/full
echo | look 2>&1 | cat
look <&- >&- 2>&-
look <>named
look </dev/zero >/dev/null 2>/dev/null
python3 -c 'import socket, subprocess
subprocess.run(["python3", "look.py"], stdin=socket.socketpair()[0], pass_fds=[9])'
E2
mkfifo named
rm -rf run
"$PARIBUS" record -q -r run -- sh ways 9>looks </dev/null >/dev/null 2>&1 || fail "fails"
python3 - <<'E2' || fail "the trace tells of other streams than /proc"
import struct, sys
CHUNK, STREAMS, BRIEF = 8192, 11, 13  # preload/abi/trace.h
trace, told = open("run/trace", "rb").read(), set()
for start in range(CHUNK, len(trace), CHUNK):
    at = start + 16
    while at + 8 <= start + CHUNK and trace[at]:
        kind, _, words = struct.unpack_from("<BBH", trace, at)
        if kind == STREAMS:
            told.add(b"\0".join(trace[at + 8:at + words * 8].split(b"\0")[:3]))
        at += 16 if kind == BRIEF else words * 8
seen = set(open("looks", "rb").read().split(b"\n")[:-1])
if len(seen) != 8 or not seen <= told:
    print("not told:", seen - told, "told:", told, sep="\n")
    sys.exit(1)
E2
