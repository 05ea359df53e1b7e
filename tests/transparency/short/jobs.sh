trap 'echo trapped' USR1
kill -USR1 $$
(sleep 0.1; exit 3) &
wait $!
echo $?
sh -c 'kill -TERM $$'
echo $?
timeout 0.2 sleep 5
echo $?
timeout 5 true
echo $?
flock lock echo locked
(flock 9; sleep 0.2) 9>lock &
sleep 0.1
flock -w 0.01 lock echo never || echo busy
wait
nice -n 1 nice
seq 3 | xargs -P2 -n1 echo | sort
mkfifo pipe
(echo through >pipe) &
cat pipe
wait
for i in 1 2 3 4 5 6 7 8; do (exit $i) & done
for job in $(jobs -p); do wait "$job" || echo $?; done
mktemp -u XXXXXXXX | wc -c
(mktemp -p . ; mktemp -p .) | sort -u | wc -l
shuf -i 1-9 | sort | tr -d '\n'
yes | head -c 4
(sleep 5 | :) &
kill $! 2>/dev/null
bash -c 'coproc cat; echo hi >&${COPROC[1]}; read -r line <&${COPROC[0]}; echo $line
    set -m; sleep 0.1 & fg >/dev/null; echo $?; read -t 0.1 -r x < <(sleep 1); echo $(($? > 128))
    TIMEFORMAT=%R; time true; [[ $RANDOM$RANDOM != "$RANDOM$RANDOM" ]]; echo $?' 2>/dev/null
