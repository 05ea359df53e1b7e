#!/bin/sh
# A variable that a program takes from its environment without asking libc: what is proven is the
# variable. The process is said to be a guess, and is the right one where arguments or members tell.
set -eu
command -v make >/dev/null || { echo "no make"; exit 77; }
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"

# told NAME PATTERN... : the report has each of the patterns
told() {
    name=$1
    shift
    for pattern; do
        tr -s ' \n' ' ' <report | grep -Eq -- "$pattern" || { cat report; echo "$name: no $pattern"; exit 1; }
    done
}

# make puts the value into the shell's arguments, and another program writes last
printf 'version.h:\n\t@echo "${LOGNAME}" >$@\n\t@sed s/a/a/ /dev/null >>$@\n' >Makefile
"$PARIBUS" check --output version.h -- make -s >report || true
told "by its arguments" 'caused by env: environ\(LOGNAME\) process: perhaps make -s line: Makefile:2,' \
    'way: make -> sh \(argument\) -> version.h' 'the process is a guess'
"$PARIBUS" check -q --format json --report report.json --output version.h -- make -s || true
grep -q '"guessed": true' report.json || { cat report.json; echo "JSON does not say so"; exit 1; }

# the shell wrote what tar packed
"$PARIBUS" check --output out.tar -- sh -c \
    'sh -c "echo \$LOGNAME >f; :" && touch -d @0 f && tar --owner=0 --group=0 -cf out.tar f' >report || true
told "by an archive's member" "process: perhaps sh > sh -c 'echo" 'the process is a guess'
