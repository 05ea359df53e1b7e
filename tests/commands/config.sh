#!/bin/sh
# A project's .paribus.json: the command, what to look at, what to ignore and why; and who wins.
set -eu
scratch=$(mktemp -d /var/tmp/paribus-config-XXXXXX)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/tree"
cd "$scratch/tree"
export XDG_STATE_HOME="$scratch/state"
fail() { echo "$*"; cat "$scratch/out"; exit 1; }

# check STATUS ARG...: the report in $scratch/out
check() {
    wanted=$1 got=0
    shift
    "$PARIBUS" check "$@" >"$scratch/out" 2>&1 || got=$?
    [ "$got" = "$wanted" ] || fail "check $*: status $got instead of $wanted"
}
says() { grep -qF -e "$1" "$scratch/out" || fail "not said: $1"; }
silent() { ! grep -qF -e "$1" "$scratch/out" || fail "said: $1"; }

check 2
says "no command to run"

# The command is the file's; its rule hides one output, says so and why.
cat >.paribus.json <<'JSON'
{
  "command": ["sh", "-c", "date +%s >dated.log; echo $$ >lock; echo same >out"],
  "ignore": {"*.log": "the log is dated", "*.none": "never there"},
  "no-prove": true
}
JSON
check 1
says "lock"
silent "dated.log differs"
says "ignored: '*.log' hides 1 differing output: the log is dated"
says "ignored: '*.none' hides nothing: never there"

# What is hidden everywhere is reproducible, and counted all the same.
check 0 --pin pid
says "ignored: '*.log' hides 1 differing output"
check 0 -o out
silent "lock differs"
PARIBUS_OUTPUT=out check 0
check 1 --no-config --no-prove -- sh -c 'date +%s >dated.log'
says "dated.log"
check 0 --ignore 'lock # known' -v
says "ignored: 'lock' hides 1 differing output: known"
says "options from '.paribus.json'"

# A command line of its own wins over the configured one.
check 0 -- true

# A text is for the shell; another file can be named.
echo '{"command": "echo $((1 + 1)) >two", "quiet": true}' >other.json
check 0 --config other.json
PARIBUS_CONFIG=other.json check 0
[ "$("$PARIBUS" run --config other.json && cat two)" = 2 ] || fail "run does not use the command"

# The environment that is kept; what a report says shows it again repeats what was asked for.
echo '{"keep-env": "KEPT"}' >.paribus.json
KEPT=1 HIDDEN=1 check 0 -- sh -c '[ "$KEPT" = 1 ] && [ -z "$HIDDEN" ]'
HIDDEN=1 check 0 --no-config -- sh -c '[ "$HIDDEN" = 1 ]'
check 1 --seed 7 --env 'A=b c' -- sh -c 'echo $$ >pid'
again=$(sed -n 's/^  show it again: paribus //p' "$scratch/out" | head -1)
case $again in "run --seed=7 '--env=A=b c' --free "*) ;; *) fail "shown again by: $again" ;; esac
eval "\"\$PARIBUS\" $again" 2>/dev/null
cp pid "$scratch/freed"
eval "\"\$PARIBUS\" $(echo "$again" | sed 's/ --free [0-9a-f]*//')" 2>/dev/null
! cmp -s pid "$scratch/freed" || fail "it does not show it again: $again"
rm pid

# Slips are refused with the right name, before anything is run.
echo '{"comand": "touch ran"}' >.paribus.json
check 2 -- touch ran
says "unknown key 'comand', did you mean 'command'?"
rm .paribus.json
PARIBUS_MAX_RUN=3 check 2 -- touch ran
says "did you mean 'PARIBUS_MAX_RUNS'?"
[ ! -e ran ] || fail "it ran all the same"

# Another user's file is not taken unasked.
if [ "$(id -u)" = 0 ]; then
    echo '{"command": "echo"}' >.paribus.json
    chown 1:1 .paribus.json && chmod 755 "$scratch"
    as_other() { setpriv --reuid 65534 --regid 65534 --clear-groups env HOME=/nonexistent "$PARIBUS" "$@"; }
    if as_other version >/dev/null 2>&1; then
        got=0
        as_other run >"$scratch/out" 2>&1 || got=$?
        [ $got = 2 ] || fail "another user's file was taken"
        says "belongs to another user"
        as_other run --config .paribus.json >"$scratch/out" 2>&1 || fail "not even when named"
    fi
fi
