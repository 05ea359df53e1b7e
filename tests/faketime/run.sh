#!/bin/sh
# libfaketime's own tests, fetched and unchanged, against our library: what passes, what does not, why.
#   sh tests/faketime/run.sh [BUILD-DIRECTORY]
# Exit status 77: they cannot be fetched.
set -eu
cd "$(dirname "$0")/../.."
build=$(realpath "${1:-build}")
library=$build/lib/paribus/libparibus.so
[ -f "$library" ] || { echo "$library is not there: build it first" >&2; exit 2; }
source=$(sh tests/fetch-source.sh faketime "$build/faketime" 2>"$build/faketime.log") ||
    { echo "skipped: $(tail -1 "$build/faketime.log")"; exit 77; }
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cp -R "$source" "$scratch/source"
cd "$scratch/source/test"

# What its build options leave out by default is tested, too: ours has them all.
export FAKETIME_TESTLIB="$library" FAKETIME_COMPILE_CFLAGS="-DFAKE_RANDOM -DFAKE_PID -DINTERCEPT_SYSCALL"
export HOME="$scratch" TZ=UTC
unset FAKETIME
passed=0 failed=0
report() { # NAME STATUS [WHY]
    if [ "$2" -eq 0 ]; then
        passed=$((passed + 1))
        echo "passed  $1"
    else
        failed=$((failed + 1))
        echo "FAILED  $1: ${3:-exit status $2}"
    fi
}
try() { # NAME COMMAND...: passes with its status
    name=$1 status=0
    shift
    "$@" >log 2>&1 || status=$?
    report "$name" $status "$(tail -1 log)"
}

# functests: one line of theirs per case
make -s functest >log 2>&1 || :
grep -E -- '- (ok|bad)$' log >cases || :
while read -r line; do
    case $line in
    *"secs since Epoch"*"- ok") name=${line#out=}; report "functests: walkone ${name%% *}" 0 ;;
    *"- ok") name=${line#*[ (]}; report "functests: ${name% ref=*}" 0 ;;
    *) report "functests: $line" 1 "$line" ;;
    esac
done <cases
[ -s cases ] || report functests 1 "nothing was run"

# timetest: it only prints; what it prints has to say the time that was asked for
make -s timetest >log 2>&1
timetest() { # NAME YEAR-PATTERN FILE-PATTERN VARIABLE...
    name=$1 clocks=$2 file=$3
    shift 3
    env LD_PRELOAD="$library" "$@" timeout 60 ./timetest >log 2>&1 || { report "$name" $?; return; }
    bad=$(grep 'Current date and time' log | grep -cv "$clocks") || :
    [ "$bad" -eq 0 ] && [ "$(grep -c 'Current date' log)" -eq 4 ] || { report "$name" 1 "another time"; return; }
    ! grep -q FAILED log || { report "$name" 1 "$(grep FAILED log)"; return; }
    grep -q "^stat.*$file" log || { report "$name" 1 "$(grep ^stat log)"; return; }
    report "$name" 0
}
now=$(date +%Y) past=$(date -d '10 days ago' '+%b %e') future=$(date -d '10 days' '+%b %e') today=$(date '+%b %e')
timetest "timetest: no time" "$now$" "$today .* $now"
timetest "timetest: absolute" 'Wed Jan  1 10:00:05 2003' 'Jan  1 10:00:05 2003' FAKETIME='2003-01-01 10:00:05'
timetest "timetest: started" 'Tue Mar 29 14:1[45]:.. 2005' 'Mar 29 14:1.:.. 2005' FAKETIME='@2005-03-29 14:14:14'
timetest "timetest: -10d" "$past" "$past" FAKETIME=-10d
timetest "timetest: -10d, files real" "$past" "$today" FAKETIME=-10d NO_FAKE_STAT=1
timetest "timetest: +10d x1" "$future" "$today" FAKETIME='+10d x1' NO_FAKE_STAT=1
try "test.sh" ./test.sh
grep -q "$(date -d '15 days ago' '+%b %e')" log
report "test.sh: date -15d" $?

# the snippets: variables set and unset, twice, and in constructors of libraries
for snippet in snippets/*.variable; do
    snippet=$(basename "$snippet" .variable)
    make -s "run_$snippet" >log 2>&1
    try "variable: $snippet" ./test_variable_data.sh "$snippet"
done
for snippet in snippets/*.c; do
    snippet=$(basename "$snippet" .c)
    try "constructor: $snippet" make -s "test_lib_$snippet"
done
try "variadic promotion" make -s confirm_variadic_promotion
try "randomtest" make -s randomtest

echo "passed $passed, failed $failed"
[ "$failed" -eq 0 ]
