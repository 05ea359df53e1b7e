# bash's own tests, each by itself: what it printed that it should not have.
export PATH=$PWD:$PATH THIS_SH=$PWD/../bash
export BUILD_DIR=$PWD/..
for t in run-*; do
    case $t in run-all | run-minimal | run-gprof | run-jobs | run-read) continue ;; esac
    sh "./$t" >"$t.said" 2>&1 </dev/null
    echo "ran: $t $?"
    echo "said: $t $(sed 's/[0-9]//g' "$t.said" | cksum)"
done
