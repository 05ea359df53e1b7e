#!/bin/sh
# Without the runner: FAKETIME and its kin, as docs/libfaketime.md has them; and nothing without them.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
unset FAKETIME TZ
export HOME="$scratch"
python=/usr/bin/python3
alone() { env LD_PRELOAD="$LIBRARY" "$@"; }
is() { # WHAT EXPECTED GOT
    [ "$2" = "$3" ] || { echo "$1: '$3' instead of '$2'"; exit 1; }
}
near() { # WHAT EXPECTED GOT, seconds: the machine may be slow
    [ "$3" -ge "$2" ] && [ "$3" -le $(($2 + 30)) ] || { echo "$1: $3 instead of $2"; exit 1; }
}
epoch=1577836800 # 2020-01-01 00:00:00 UTC
at='2020-01-01 00:00:00'

# a date stands still, for every runtime and on every clock
is "frozen date" $epoch.000000000 "$(alone FAKETIME="$at" date +%s.%N)"
is "frozen perl" $epoch "$(alone FAKETIME="$at" perl -e 'select undef, undef, undef, 0.1; print time')"
is "frozen python" "$epoch.0 True" "$(alone FAKETIME="$at" $python -c '
import time
before = time.monotonic()
time.sleep(0.1)
print(time.time(), before == time.monotonic())')"
is "real uptime" True "$(alone FAKETIME="$at" FAKETIME_DONT_FAKE_MONOTONIC=1 $python -c '
import time
before = time.monotonic()
time.sleep(0.1)
print(time.monotonic() - before >= 0.1)')"
is "fraction" $epoch.250000000 "$(alone FAKETIME="$at.25" date +%s.%N)"

# local time is that of TZ; a zone may be given
is "zone" 2020-07-01T00:00:00-0400 "$(alone TZ=America/New_York FAKETIME='2020-07-01 00:00:00' date +%FT%T%z)"
is "rule" 2020-07-01T00:00:00+0200 "$(alone TZ=CET-1CEST,M3.5.0,M10.5.0/3 FAKETIME='2020-07-01 00:00:00' date +%FT%T%z)"
is "offset" $((epoch - 3600)) "$(alone TZ=Asia/Tokyo FAKETIME="$at+01:00" date +%s)"
is "format" 1608841800 "$(alone FAKETIME_FMT=%d.%m.%Y-%H:%M FAKETIME=24.12.2020-20:30 date +%s)"

# a start goes on, an offset moves, a rate stretches, a step counts readings through all processes
near "start" $epoch "$(alone FAKETIME="@$at" date +%s)"
near "offset" $(($(date +%s) - 15 * 86400)) "$(alone FAKETIME=-15d date +%s)"
near "fraction of a day" $(($(date +%s) + 43200)) "$(alone FAKETIME=+0.5d date +%s)"
is "rate" True "$(alone FAKETIME="@$at x100" $python -c '
import time
a, b = time.time(), time.monotonic()
time.sleep(20)
print(20 <= time.time() - a < 2000 and 20 <= time.monotonic() - b < 2000)')"
is "step" "$epoch $((epoch + 3)) $((epoch + 6))" "$(alone FAKETIME="@$at i3" sh -c 'echo $(date +%s; date +%s; date +%s)')"
is "children start again" 1 "$(alone FAKETIME="@$at" sh -c 'sleep 2.1; expr $(date +%s) \< '$((epoch + 2)))"
is "or go on" 1 "$(alone FAKETIME="@$at" FAKETIME_DONT_RESET=1 sh -c 'sleep 2.1; expr $(date +%s) \>= '$((epoch + 2)))"

# every timed wait ends when it should
for spec in -15d +15d "@$at"; do
    alone FAKETIME="$spec" timeout 60 "$DEADLINES" 200 >out || { cat out; echo "with $spec"; exit 1; }
done
alone FAKETIME="@$at x2" timeout 60 "$DEADLINES" 100 >out || { cat out; echo "with x2"; exit 1; }
alone FAKETIME="$at" timeout 60 "$DEADLINES" >out || ! grep -v 'STOOD STILL\|right\|took' out || exit 1

# files
touch -d '2019-01-01 UTC' old
is "file" "$(($(date -r old +%s) - 86400))" "$(alone FAKETIME=-1d stat -c %Y old)"
is "file, frozen" $epoch "$(alone FAKETIME="$at" stat -c %Y old)"
is "file, real" "$(stat -c %Y old)" "$(alone FAKETIME=-1d NO_FAKE_STAT=1 stat -c %Y old)"
alone FAKETIME=-1d cp -p old copy
is "copied time" "$(stat -c %y old)" "$(stat -c %y copy)"
alone FAKETIME=-1d touch -d '2019-01-01 UTC' given
is "given time" $(($(stat -c %Y old) + 86400)) "$(stat -c %Y given)"
alone FAKETIME=-1d FAKE_UTIME=0 touch -d '2019-01-01 UTC' given
is "given time, real" "$(stat -c %Y old)" "$(stat -c %Y given)"
is "inode" "$(stat -c %i.%d.%b old)" "$(alone FAKETIME=-1d stat -c %i.%d.%b old)"

# where the time may be said
is "followed" "$(stat -c %Y old)" "$(alone FAKETIME=% FAKETIME_FOLLOW_FILE=old date +%s)"
printf '# a comment\n\n%s\n' "$at" >said
is "file" $epoch "$(alone FAKETIME_TIMESTAMP_FILE=said date +%s)"
is "change" "$epoch $((epoch + 86400))" "$(alone FAKETIME_TIMESTAMP_FILE=said FAKETIME_NO_CACHE=1 perl -e '
    print time, " "; open my $f, ">", "said"; print $f "2020-01-02 00:00:00\n"; close $f; print time')"
is "variable changed" "$epoch $((epoch + 86400))" "$(alone FAKETIME="$at" FAKETIME_NO_CACHE=1 $python -c '
import os, time
before = time.time()
os.environ["FAKETIME"] = "2020-01-02 00:00:00"
print(int(before), int(time.time()))')"
is "cached" 1 "$(alone FAKETIME="$at" $python -c '
import os, time
before = time.time()
os.environ["FAKETIME"] = "2020-01-02 00:00:00"
print(int(before == time.time()))')"
echo "$at" >.faketimerc
is "home" $epoch "$(alone date +%s)"
rm .faketimerc

# when, and for whom
# (perl reads the time once for itself)
is "first calls" "17 15 15" "$(alone FAKETIME_START_AFTER_NUMCALLS=3 FAKETIME="$at" perl -e 'print join " ", map {int(time / 1e8)} 1..3')"
is "last calls" "15 17 17" "$(alone FAKETIME_STOP_AFTER_NUMCALLS=3 FAKETIME="$at" perl -e 'print join " ", map {int(time / 1e8)} 1..3')"
is "seconds" "17 15" "$(alone FAKETIME_START_AFTER_SECONDS=1 FAKETIME="$at" perl -e 'print int(time / 1e8); sleep 2; print " ", int(time / 1e8)')"
is "only" $epoch "$(alone FAKETIME_ONLY_CMDS=perl,x FAKETIME="$at" perl -e 'print time')"
is "not for all" "$(date +%Y)" "$(alone FAKETIME_ONLY_CMDS=perl FAKETIME="$at" date +%Y)"
is "skipped" "$(date +%Y)" "$(alone FAKETIME_SKIP_CMDS=x,date FAKETIME="$at" date +%Y)"
is "spawned" "$(printf 'hello\n2020')" "$(alone FAKETIME_SPAWN_TARGET='echo hello' FAKETIME_SPAWN_NUMCALLS=1 FAKETIME="$at" date +%Y)"

# saved and loaded
alone FAKETIME_SAVE_FILE=saved FAKETIME="$at" sh -c 'date; date' >/dev/null
is "saved" 000000005e0be1000000000000000000000000005e0be1000000000000000000 "$(od -An -v -tx1 saved | tr -d ' \n')"
is "loaded" "$epoch $epoch $epoch" "$(alone FAKETIME_LOAD_FILE=saved FAKETIME=+0 perl -e 'print join " ", map {time} 1..3')"

# numbers: libfaketime's own, whatever the size of the draws; children and threads have others
$python - <<'P' >numbers
from sys import stdout
seed, x, w, out = 0x1234567890ABCDEF, 0, 0, []
for _ in range(24):
    x = x * x % 2**64; w = (w + seed) % 2**64; x = (x + w) % 2**64; x = x >> 32 | x << 32 & 2**64 - 1
    out.append(x & 255)
stdout.write(bytes(out).hex())
P
export PYTHONHASHSEED=0 # or python draws one
draw='import os
def draw(n, size): return "".join(os.getrandom(size).hex() for _ in range(n))'
drawn=$(alone FAKERANDOM_SEED=0x1234567890ABCDEF $python -c "$draw
print(draw(24, 1))")
is "numbers" "$(cat numbers)" "$drawn"
is "draws" "$drawn" "$(alone FAKERANDOM_SEED=0x1234567890ABCDEF $python -c "$draw
print(draw(8, 3))")"
is "children" 2 "$(alone FAKERANDOM_SEED=7 $python -c "$draw
if os.fork(): os.wait()
os.write(1, draw(1, 8).encode() + b'\n')" | sort -u | wc -l)"
is "pid" 4711 "$(alone FAKETIME_FAKEPID=4711 $python -c 'import os; print(os.getpid())')"

# what is no time is said once, and the program goes on
is "no time" "$(date +%Y)" "$(alone FAKETIME=nonsense date +%Y 2>err)"
is "said" "paribus: FAKETIME says no time, the clock stays real: nonsense" "$(cat err)"

# nothing asked for: nothing done
is "inert" 0 "$(alone $python -c '
print(sum(b"w" in line.split()[1] and b"x" in line.split()[1] for line in open("/proc/self/maps", "rb")))')"
libc='import ctypes
print(ctypes.string_at(ctypes.cast(ctypes.CDLL("libc.so.6").clock_gettime, ctypes.c_void_p).value, 8).hex())'
is "unpatched" "$($python -c "$libc")" "$(alone $python -c "$libc")"
