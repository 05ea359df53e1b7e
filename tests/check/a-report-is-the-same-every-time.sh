#!/bin/sh
# The report of the same two runs is the same, byte for byte, in every form, however often it is made.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
mkdir tree
cat >tree/Makefile <<'P'
all: a b c d
a: ; date +%s%N >$@; sh -c 'echo $$$$' >>$@
b: ; head -c 8 /dev/urandom | od -An -tx1 >$@
c: ; ls -U / >$@; mktemp -u >>$@
d: a b ; tar -cf $@ a b c 2>/dev/null || tar -cf $@ a b
P
cd tree
"$PARIBUS" record -q -r "$scratch/one" -- make -s -j2
rm -f a b c d
"$PARIBUS" record -q -r "$scratch/two" -- make -s -j2
cd "$scratch"
for form in text json sarif markdown junit html; do
    for turn in 1 2 3; do
        "$PARIBUS" compare --format "$form=$form.$turn" one two >/dev/null || [ $? -eq 1 ]
    done
    cmp "$form.1" "$form.2"
    cmp "$form.2" "$form.3"
    [ -s "$form.1" ] || { echo "$form: empty"; exit 1; }
done
