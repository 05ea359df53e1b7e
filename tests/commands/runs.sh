#!/bin/sh
# Runs are kept by themselves, found by name, shared where equal, and go when they are too many.
set -eu
unset PARIBUS_NO_KEEP
scratch=$(mktemp -d /var/tmp/paribus-runs-XXXXXX)
trap 'rm -rf "$scratch"' EXIT
export XDG_STATE_HOME="$scratch/state" LC_ALL=C
store=$XDG_STATE_HOME/paribus
mkdir "$scratch/tree"
cd "$scratch/tree"
fail() { echo "$*"; cat "$scratch/out" "$scratch/err" 2>/dev/null; exit 1; }

# paribus STATUS ARG...
paribus() {
    wanted=$1 got=0
    shift
    "$PARIBUS" "$@" >"$scratch/out" 2>"$scratch/err" || got=$?
    [ "$got" = "$wanted" ] || fail "$*: status $got instead of $wanted"
}
says() { grep -qF -e "$1" "$scratch/out" "$scratch/err" || fail "not said: $1"; }
silent() { ! grep -qF -e "$1" "$scratch/out" "$scratch/err" || fail "said: $1"; }
count() { "$PARIBUS" runs list --json | jq '.runs | length'; }

paribus 0 runs
says "no run is kept"

# A record is kept, and named on standard error.
paribus 0 record -- sh -c 'head -c 200000 /dev/zero >big; echo one >name; chmod 700 name'
says "kept as "
one=$(sed -n 's/.*kept as \([0-9a-f]\{8\}\):.*/\1/p' "$scratch/err")
paribus 0 show "$one"
says "head -c 200000"
[ "$(stat -c %a "$store")" = 700 ] || fail "others can read the store"

# The same content is on the disk once, and sha256sum agrees.
rm -f big name
paribus 0 record -- sh -c 'head -c 200000 /dev/zero >big; echo two >name'
[ "$(find "$store" -name big -samefile "$store/runs/$one/left/tree/big" | wc -l)" = 2 ] || fail "big is there twice"
for run in "$store"/runs/*; do
    (cd "$run/left" && sha256sum --quiet -c ../sums) || fail "sums of $run"
done
[ "$(stat -c %a "$store/runs/$one/left/tree/name")" = 700 ] || fail "the mode is lost"

# Names: ids, their beginnings, tags, the last one; what is not one is told.
paribus 0 runs tag last~1 before
paribus 0 runs tag last after
paribus 1 compare before after
says "one"
says "two"
paribus 1 compare "$(echo "$one" | cut -c1-7)" aft
paribus 2 compare befor3 last
says "no run is called 'befor3', did you mean 'before'?"
paribus 3 runs tag last abc
says "is no tag"
paribus 2 runs lits
says "did you mean 'list'?"
paribus 2 runs tag last
says "'runs tag RUN NAME' is how it goes"
paribus 0 runs tag last after-all
paribus 0 runs tag last~1 after-that
paribus 3 runs show after-
says "more than one run"
paribus 0 runs untag after-all
paribus 0 runs untag after-that
paribus 0 runs tag last before # moves it
[ "$("$PARIBUS" runs show before --json | jq -r '.runs[0].id')" != "$one" ] || fail "the tag did not move"
[ "$("$PARIBUS" runs names | wc -l)" = 4 ] || fail "names: $("$PARIBUS" runs names)"

# A check keeps three runs, unless told not to.
paribus 1 check --no-prove -- sh -c 'date >dated'
[ "$(count)" = 5 ] || fail "$(count) runs after a check"
paribus 0 check --no-keep -- true
PARIBUS_NO_KEEP=1 paribus 0 check -- true
paribus 0 check --run-dir "$scratch/given" -- true
[ -f "$scratch/given/run-001/run.json" ] || fail "--run-dir kept nothing"
[ "$(count)" = 5 ] || fail "$(count) runs where none was to be kept"
[ -z "$(find "$store/new" "$store/gone" -mindepth 1)" ] || fail "left over in $store"

# An object that the disk damaged is no content for a new run; without hard links nothing is shared, and all is kept.
keep_zeros() { rm -f big && paribus 0 record -- sh -c 'head -c 200000 /dev/zero >big'; }
sums_agree() { (cd "$store/runs/$("$PARIBUS" runs names | head -1)/left" && sha256sum --quiet -c ../sums); }
printf x | dd of="$store/runs/$one/left/tree/big" conv=notrunc 2>/dev/null
keep_zeros
sums_agree || fail "damage spreads"
if strace -o "$scratch/trace" true 2>/dev/null; then
    rm -f big
    strace -o "$scratch/trace" -e trace=link -e inject=link:error=EPERM "$PARIBUS" record -q -- sh -c 'head -c 9 /dev/zero >big' ||
        fail "no hard links: record fails"
    sums_agree || fail "no hard links: not whole"
    paribus 0 runs remove last
fi
paribus 0 runs remove last

# In the home directory itself: a check keeps nothing, and says so; a record is no output of itself.
mkdir "$scratch/home"
(
    cd "$scratch/home"
    unset XDG_STATE_HOME
    export HOME="$scratch/home"
    paribus 1 check --no-prove -- sh -c 'date >dated'
    says "is inside the tree: no run is kept"
    says "divergent: 1 of 4"
    paribus 0 record -- sh -c 'echo >one'
    [ "$("$PARIBUS" runs show last --json | jq -c '.runs[0].outputs | keys')" = '["status","stderr","stdout","tree/one"]' ] ||
        fail "the store is an output"
)

# gc: the oldest go, not the pinned; a limit in .paribus.json counts after every run.
paribus 0 runs pin "$one"
paribus 3 runs remove "$one"
says "pinned"
paribus 0 runs gc --keep 2
[ "$(count)" = 3 ] || fail "$(count) runs after gc --keep 2"
paribus 0 runs show "$one"
silent "before"
paribus 0 runs gc --keep 0 --older 0 --max-size 0
[ "$(count)" = 3 ] || fail "gc without a limit removes"
echo '{"keep": 1}' >.paribus.json
paribus 0 record -- true
[ "$(count)" = 2 ] || fail "$(count) runs with keep: 1"
rm .paribus.json
paribus 0 runs unpin "$one"
paribus 0 runs gc --max-size 1K
[ "$(count)" = 0 ] || fail "$(count) runs of at most 1K"
[ -z "$(find "$store/objects" -type f)" ] || fail "objects nobody needs: $(find "$store/objects" -type f)"

# Who reads a run keeps it; two records at once do not meet.
paribus 0 record -q -- true
(flock -s 9; "$PARIBUS" runs remove last >"$scratch/out" 2>&1 && exit 1; exit 0) 9<"$(echo "$store"/runs/*)" ||
    fail "a run in use was removed"
says "busy"
for i in 1 2 3 4; do "$PARIBUS" record -q -- sh -c "echo $i" >/dev/null & done
wait
[ "$(count)" = 5 ] || fail "$(count) runs after four at once"
