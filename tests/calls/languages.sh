#!/bin/sh
# Every way a language or a tool reads a source: two pinned runs are equal, a varied one differs.
#   languages.sh
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
mkdir many
for name in z q a m b x f; do : >"many/$name"; done
bad=0
try() { # SOURCE COMMAND...
    source=$1
    shift
    command -v "$1" >/dev/null || { echo "skipped: no $1"; return 0; }
    "$PARIBUS" run -q -- "$@" >one 2>&1 || { echo "fails: $*"; bad=1; return 0; }
    "$PARIBUS" run -q -- "$@" >two 2>&1
    "$PARIBUS" run -q --vary "$source" -- "$@" >three 2>&1
    cmp -s one two || { echo "$source: two pinned runs differ: $*"; bad=1; }
    ! cmp -s one three || { echo "$source: varied is as pinned: $*"; bad=1; }
}
python=/usr/bin/python3
try time date +%s.%N
try time bash -c 'echo $EPOCHREALTIME'
try time $python -c 'import time; print(time.time(), time.monotonic(), time.process_time())'
try time perl -MTime::HiRes=time -e 'print time'
try time awk 'BEGIN { srand(); print srand() }'
try time sh -c 'touch made && perl -e "print time - 86400 * (-M q(made))"'
try random head -c 16 /dev/urandom
try random sh -c 'od -An -tx1 -N16 < /dev/urandom'
try random dd if=/dev/urandom bs=70000 count=3 iflag=fullblock status=none
try random cat /proc/sys/kernel/random/uuid
try random mktemp -u
try random $python -c 'import os, random, uuid, secrets; print(os.urandom(8), random.random(), uuid.uuid4(), secrets.token_hex(4), {*"abcdefg"})'
try random perl -e 'print rand, join ",", keys %ENV'
try random bash -c 'echo $SRANDOM'
try random openssl rand -hex 8
try pid sh -c 'echo $$; sh -c "echo \$PPID"; sleep 0 & echo $!; wait $!'
try pid bash -c 'echo $$ $BASHPID $PPID; (echo $BASHPID)'
try pid $python -c 'import os, threading; print(os.getpid(), os.getppid(), threading.get_native_id())'
try pid perl -e 'print $$, " ", getppid, " ", fork || exit'
try dirorder ls -U many
try dirorder find many
try dirorder $python -c 'import os; print(os.listdir("many"), [e.name for e in os.scandir("many")])'
try dirorder perl -e 'opendir D, "many"; print readdir D'
try dirorder tar -cf - --mtime=@0 many
try env sh -c 'echo $USER'
try env $python -c 'import os; print(os.environ["USER"])'
try env perl -e 'print $ENV{USER}'
try env awk 'BEGIN { print ENVIRON["USER"] }'
try env env
exit $bad
