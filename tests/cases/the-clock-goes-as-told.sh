#!/bin/sh
# Rates, steps, skipped sleeps, followed files, offsets: what --time and its companions promise.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
fail() { echo "$1"; exit 1; }
run() { "$PARIBUS" run -q "$@"; }
ms() { date +%s%3N; }
unset SOURCE_DATE_EPOCH

# iSTEP: every reading is that much later
run --time '2020-12-24 20:30:00 i10' -- sh -c 'for i in 1 2 3; do date +%S.%N; done' >out
[ "$(sort -u out | wc -l)" = 3 ] || fail "the clock did not step: $(cat out)"
grep -qx '[0-9]0\.[0-9]*' out || fail "steps of another length: $(cat out)"

# xRATE: a sleep of two virtual seconds at four times the pace
start=$(ms)
run --time '2020-12-24 20:30:00 x4' -- sh -c 'sleep 2; date +%T' >out
took=$(($(ms) - start))
grep -qx 20:30:02 out || fail "slept to $(cat out)"
[ "$took" -ge 450 ] && [ "$took" -lt 1800 ] || fail "two seconds at x4 took $took ms"

# a running clock at a rate: half a second is fifty
run --time '@2020-12-24 20:30:00 x100' -- sh -c 'sleep 50; date +%T' >out
grep -qx '20:30:5[0-9]\|20:31:[0-5][0-9]' out || fail "x100 came to $(cat out)"

# --fast-sleep: an hour passes at once, waits for others do not
start=$(ms)
run --time 2020-12-24 --fast-sleep -- sh -c 'sleep 3600; date +%T' >out
took=$(($(ms) - start))
grep -qx 01:00:00 out || fail "skipped to $(cat out)"
[ "$took" -lt 5000 ] || fail "a skipped hour took $took ms"
run --fast-sleep -- sh -c '(sleep 0.1; echo said) | { read -r line; echo "$line"; }' >out
grep -qx said out || fail "a wait for another process was skipped"

# threads that sleep side by side sleep no longer than one of them
run -- /usr/bin/python3 -c 'import threading, time
start = time.time()
threads = [threading.Thread(target=time.sleep, args=(0.2,)) for i in range(5)]
for t in threads: t.start()
for t in threads: t.join()
print(round(time.time() - start, 1))' >out
grep -qx 0.2 out || fail "five sleeps side by side took $(cat out)"

# --follow: a file's time, also when it is touched later
touch -d 2011-12-13T14:15:16Z clock
run --time % --follow clock -- date +%FT%T >out
grep -qx 2011-12-13T14:15:16 out || fail "does not follow: $(cat out)"
run --follow clock -- date +%FT%T | cmp -s - out || fail "--follow alone does not"
run --off stat --follow clock -- sh -c 'touch -d 2012-01-01T00:00:00Z clock; date +%F' >out
grep -qx 2012-01-01 out || fail "does not follow a change: $(cat out)"

# an offset counts from SOURCE_DATE_EPOCH if that is set, and then it is the same every time
SOURCE_DATE_EPOCH=1600000000 run --time +1d -- date +%s >out
grep -qx 1600086400 out || fail "an offset from SOURCE_DATE_EPOCH gives $(cat out)"
run --time SOURCE_DATE_EPOCH=1600000000 -- date +%s >out
grep -qx 1600000000 out || fail "SOURCE_DATE_EPOCH=... gives $(cat out)"

# check takes one moment for all its runs
mkdir tree
cd tree
"$PARIBUS" check -q --pin all --time -2d -- sh -c 'date +%FT%T.%N >stamp' >../report ||
    { cat ../report; fail "a moved clock was not the same in all runs"; }
cd ..

# nonsense is refused by its part
for bad in '2020-12-24 20:30:00 xfast:xfast' '2020-12-24 20:71:71' '+2d i-1:i-1' '2020-02-30:30'; do
    ! run --time "${bad%:*}" -- true 2>err || fail "'${bad%:*}' was taken"
    grep -q -- "'${bad##*:}" err || fail "does not name '${bad##*:}': $(cat err)"
done
! run --time % -- true 2>err || fail "followed no file"
grep -q -- '--follow FILE' err || fail "does not ask for a file: $(cat err)"
! run --time 2020-12-24 --follow clock -- true 2>err || fail "followed a file and stood still"
! run --follow missing -- true 2>err || fail "followed a file that is not there"
grep -q "'missing'" err || fail "does not name the file: $(cat err)"
