#!/bin/sh
# With --tsc the counter is pinned everywhere, and programs keep their own SIGSEGV.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
ulimit -c 0
fail() { echo "$1"; [ ! -f a ] || cat a; exit 1; }
run() { timeout 60 "$PARIBUS" run -q --tsc -- "$@"; }

for what in stamp blocked children; do
    run "$STAMPS" $what >a || fail "$what failed"
    run "$STAMPS" $what >b
    cmp -s a b || fail "$what: two pinned runs differ"
    [ "$(grep -c ' [0-9]\{13\}$' a)" -ge 1 ] || fail "$what: not the virtual clock"
done
[ "$(grep -c ' [0-9]\{13\}$' a)" = 4 ] || fail "a child reads another counter"

run "$STAMPS" handlers >a || fail "handlers failed"
"$STAMPS" handlers >b
sed 's/^ignored.*/ignored/' a >a1
sed 's/^ignored.*/ignored/' b | cmp -s - a1 || fail "handlers see another SIGSEGV"
run "$STAMPS" overflow | grep -qx 'overflow caught' || fail "a handler on its own stack does not run"
for what in crash die; do
    status=0
    run "$STAMPS" $what >a 2>&1 || status=$?
    [ "$status" = 139 ] || fail "$what ends with $status"
done

# a counter that reaches an output is found and proven
mkdir tree
cp "$STAMPS" tree/stamps
cd tree
"$PARIBUS" check -q --tsc -- sh -c './stamps stamp >out' >../a && fail "check says reproducible"
cd ..
grep -q 'caused by time: rdtsc in stamp()' a || fail "the counter is not found"
grep -q 'show it again: .* --tsc --free' a || fail "what shows it again would not"
grep -q 'proven:' a || fail "the counter is not proven"

# who does not read it notices nothing
run python3 -c 'import threading; threading.Thread(target=print, args=("fine",)).start()' >a
grep -qx fine a || fail "python fails"
run sh -c 'echo | awk "{ print 1 }" | sort | cat' >a
grep -qx 1 a || fail "a pipeline fails"
