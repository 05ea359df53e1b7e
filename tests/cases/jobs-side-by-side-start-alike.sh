#!/bin/sh
# What reads the clock in a job of make -j or ninja reads the same, whichever of the other
# jobs is done first: here once the one, once the other takes long.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/tree"
cd "$scratch/tree"
bad=0
wrong() { echo "$*"; bad=1; }
have() { command -v "$1" >/dev/null || { echo "skipped: no $1"; return 1; }; }

# takes long when its name is in the file `slow`, by counting: a sleep would move the clock
cat >step.sh <<'S'
turns=1
[ "$(cat ../slow)" != "$1" ] || turns=60000
while [ "$turns" -gt 0 ]; do turns=$((turns - 1)); done
S
cat >Makefile <<'M'
all: one two stamp
one:
	@sh step.sh $@
	@sh step.sh $@ again
two:
	@sh step.sh $@
stamp:
	@date +%s.%N >stamp
M
cat >build.ninja <<'N'
rule step
  command = sh step.sh $out && sh step.sh $out && touch $out
rule stamp
  command = date +%s.%N >stamp
build one: step
build again: step one
build two: step
build stamp: stamp
N

twice() {
    for slow in one two; do
        echo "$slow" >../slow
        rm -f one again two stamp
        "$PARIBUS" run -q -- "$@" >/dev/null
        mv stamp "../$slow"
    done
    cmp -s ../one ../two || wrong "$*: $(cat ../one) is not $(cat ../two)"
}

twice make -j2
twice sh -c 'MAKEFLAGS=-j2 make'
if have ninja; then
    twice ninja -j2
fi

# one after the other they see time pass
"$PARIBUS" run -q -- make -s -f - <<'M'
all: ; @date +%s%N >first
	@date +%s%N >second
M
[ "$(cat first)" -lt "$(cat second)" ] || wrong "no time passes between jobs one after the other"
exit "$bad"
