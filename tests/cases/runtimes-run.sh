#!/bin/sh
# Programs with threads, collectors, compilers and helpers of their own run in every mode.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
bad=0
try() { # COMMAND...
    for mode in off record pin vary; do
        timeout 60 "$PARIBUS" run -q --keep-env all "--$mode" all -- "$@" >/dev/null 2>err ||
            { echo "$mode: fails: $*: $(cat err)"; bad=1; }
    done
}
same() { # COMMAND...
    "$@" >native 2>&1 || { echo "natively: $*"; bad=1; }
    for mode in off record pin vary; do
        timeout 100 "$PARIBUS" run -q --keep-env all "--$mode" all -- "$@" >seen 2>&1 && diff native seen ||
            { echo "$mode: not as natively: $*"; bad=1; }
    done
}
cat >threads.py <<'P'
import queue, subprocess, threading, time
assert not threading.Event().wait(0.05)
try:
    queue.Queue().get(timeout=0.05)
except queue.Empty:
    pass
assert subprocess.run(["sleep", "0.05"], timeout=20).returncode == 0
threads = [threading.Thread(target=time.time) for _ in range(300)]
[t.start() for t in threads]
[t.join() for t in threads]
import multiprocessing
if __name__ == "__main__":
    with multiprocessing.Pool(2) as pool:
        assert pool.map(abs, [-1, -2]) == [1, 2]
P
echo 'int main(void) { return 0; }' >empty.c

try /usr/bin/python3 threads.py
try perl -e 'exit(time > 0 ? 0 : 1)'
try sh -c 'rm -rf g && git init -q g && cd g && echo a > a && git add a && git -c user.name=a -c user.email=a@b commit -qm x'
try gcc -O2 -o empty empty.c
try sh -c 'gcc -fsanitize=address -o empty.asan empty.c && ./empty.asan'
if command -v musl-gcc >/dev/null; then try sh -c 'musl-gcc -o empty.musl empty.c && ./empty.musl'; fi
if command -v node >/dev/null; then try node -e 'setTimeout(() => process.exit(0), 20)'; fi
if command -v java >/dev/null; then try java -version; fi
same /usr/bin/python3 "$SOURCE/tests/cases/runtimes/pools.py"
if command -v node >/dev/null; then same node "$SOURCE/tests/cases/runtimes/workers.js"; fi
if command -v javac >/dev/null; then
    javac -d . "$SOURCE/tests/cases/runtimes/Pools.java"
    same java Pools
fi
exit $bad
