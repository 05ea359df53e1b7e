#!/bin/sh
# Whether the library needs more instructions than the table beside this file allows: a guard that does
# not depend on the clock.  Exit status 77: no valgrind here.
#   guard.sh ROW                          one row; PARIBUS and MICRO name the programs
#   guard.sh --keep BUILD-DIRECTORY       write the values measured now into the table
set -eu
here=$(cd "$(dirname "$0")" && pwd)
calls=2000
[ "${GUARD_CLEAN:-}" ] || # getenv searches: the environment is part of what is counted
    exec env -i GUARD_CLEAN=1 PATH=/usr/local/bin:/usr/bin:/bin HOME=/ LC_ALL=C.UTF-8 PARIBUS="${PARIBUS:-}" MICRO="${MICRO:-}" \
        sh "$0" "$@"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
command -v valgrind >/dev/null || { echo "skipped: valgrind is not installed"; exit 77; }

covered() { # MODE COMMAND...
    mode=$1
    shift
    case $mode in
    native) "$@" ;;
    off) "$PARIBUS" run -q --off all --keep-env all -- "$@" ;;
    pin) "$PARIBUS" run -q --keep-env all -- "$@" ;;
    record) rm -rf "$scratch/run" && (cd "$scratch" && "$PARIBUS" record -q -r "$scratch/run" -- "$@") ;;
    esac
}

# Instructions of `micro CALL COUNT` in that mode.  The library must have been at work: without it every
# row would look cheap.
instructions() { # MODE CALL COUNT
    profile=$scratch/profile
    covered "$1" valgrind --tool=callgrind --callgrind-out-file="$profile" "$MICRO" "$2" "$3" \
        >"$scratch/log" 2>&1 || { cat "$scratch/log" >&2; exit 1; }
    [ "$1" = native ] || grep -q '^c*ob=.*libparibus\.so' "$profile" ||
        { echo "$row: the library was not loaded under valgrind" >&2; exit 1; }
    sed -n 's/^\(totals\|summary\): //p' "$profile" | head -1
}

measure() { # KIND MODE CALL
    if [ "$1" = start ]; then
        less=$(instructions native "$3" 0)
        more=$(instructions "$2" "$3" 0)
        echo $((more - less))
    else
        less=$(instructions "$2" "$3" "$calls")
        more=$(instructions "$2" "$3" $((2 * calls)))
        echo $(((more - less) / calls))
    fi
}

if [ "${1:-}" = --keep ]; then
    PARIBUS=$2/runner/paribus MICRO=$2/tests/bench/micro
    grep '^#' "$here/guard.txt" >"$scratch/table"
    grep -v '^#' "$here/guard.txt" | while read -r row kind mode call expected margin; do
        measured=$(measure "$kind" "$mode" "$call")
        printf '%-23s %-7s %-7s %-15s %-13s %s\n' "$row" "$kind" "$mode" "$call" "$measured" "$margin"
    done >>"$scratch/table"
    cat "$scratch/table" >"$here/guard.txt"
    exit 0
fi

line=$(grep "^$1 " "$here/guard.txt") || { echo "no such row: $1" >&2; exit 1; }
read -r row kind mode call expected margin <<L
$line
L
measured=$(measure "$kind" "$mode" "$call")
limit=$((expected + expected * margin / 100))
echo "$row: expected $expected instructions (at most $limit), measured $measured"
[ "$measured" -le "$limit" ] || { echo "$row costs more than guard.txt allows"; exit 1; }
[ "$measured" -ge $((expected - expected * margin / 100)) ] ||
    echo "better: write $measured into guard.txt, so that it stays so"
