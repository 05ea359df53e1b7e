#!/bin/sh
# bash's own tests, each by itself: a test prints what differs from what it should print.
export PATH="$PWD:$PATH" THIS_SH="$PWD/../bash" BUILD_DIR="$PWD/.."
for t in run-*; do
    case $t in run-all | run-minimal | run-gprof | run-jobs | run-read) continue ;; esac
    export BASH_TSTOUT="$PWD/$t.out"
    "$THIS_SH" "./$t" >"$t.said" 2>&1 </dev/null
    echo "ran: $t $?"
    echo "said: $t $(sed 's/[0-9]//g' "$t.said" | cksum)"
done
