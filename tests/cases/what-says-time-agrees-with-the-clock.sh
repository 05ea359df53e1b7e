#!/bin/sh
# CPU time, resolutions, the clock's discipline and what timers have left are the same in every
# pinned run, agree with the clock, and never set the machine's; loops on timers end.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
fail() { echo "$1"; cat a; exit 1; }
for run in a b; do
    timeout 60 "$PARIBUS" run -q --time 2021-03-04T05:06:07Z -- "$CLOCKS" >$run || fail "did not end"
done
diff a b || fail "two pinned runs differ"
date=$(date -u -d 2021-03-04T05:06:07Z +%s)
grep -q "^adjtimex 0 $date\." a || fail "adjtimex shows another time"
grep -q "^ntp_gettime 0 $date\." a || fail "ntp_gettime shows another time"
[ "$(grep -c '^set -1 Operation not permitted' a)" = 2 ] || fail "the clock could be set"
grep -q '^clock_getres 1$' a || fail "another resolution"
grep -q '^getitimer 50\.2[45]' a || fail "the interval timer runs by another clock"
grep -q '^timerfd 39\.99' a || fail "timerfd runs by another clock"
grep -q '^timer 39\.99' a || fail "the timer runs by another clock"
grep -q '^alarm 50 30$' a || fail "alarm runs by another clock"
grep -q '^wait4 0\.000000 0$' a || fail "the use of a child is real"
[ "$(grep -c 'in time' a)" = 2 ] || fail "a loop on a timer went round and round"
grep -qx 'threads 0' a || fail "threads saw the clock go back, or a timer's moment missed"
