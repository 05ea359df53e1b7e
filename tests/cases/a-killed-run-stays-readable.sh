#!/bin/sh
# kill -9 of processes at random moments: the run can be read; so can a cut trace, and one with
# damaged bytes costs one sentence at most, never a crash.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
cat >victims.sh <<'P'
for i in 1 2 3 4 5 6 7 8; do
    (while :; do date; ls -U /usr; done >/dev/null 2>&1) & victim=$!
    sleep 0.0$i
    kill -9 $victim
    wait $victim
done
P
"$PARIBUS" record -q -r run -- bash victims.sh >/dev/null 2>&1 || true
"$PARIBUS" show run >shown
grep -q 'processes, ' shown
grep -q 'getdents64' shown

readable() {
    status=0
    "$PARIBUS" show run >out 2>err || status=$?
    case $status in
    0) ;;
    3) [ "$(wc -l <err)" -eq 1 ] || { cat err; exit 1; } ;;
    *) cat err; echo "status $status: $1"; exit 1 ;;
    esac
}
cp run/trace whole
size=$(stat -c %s whole)
for part in 0 1 7 63 64 100 8191 8192 9000 20000 100001 $((size / 2)); do
    head -c "$part" whole >run/trace
    readable "cut at $part"
done
python3 - <<'P'
import random
random.seed(1)
whole = bytearray(open("whole", "rb").read()[:400000])
for nth in range(40):
    bad = bytearray(whole)
    for _ in range(200):
        bad[random.randrange(len(bad))] = random.randrange(256)
    open("bad.%d" % nth, "wb").write(bad)
P
for bad in bad.*; do
    cp "$bad" run/trace
    readable "$bad"
done
