#!/bin/sh
# An example keeps its word: as its page says, the leak is divergent, its source alone is accused
# and proven, and the cured form is reproducible.
#   example.sh SOURCE EXAMPLES
set -eu
source=$1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cp -R "$2/$source" "$scratch/tree"
cd "$scratch/tree"
PATH=$(dirname "$PARIBUS"):$PATH
export PATH
# The indented lines below a heading are its commands.
commands() {
    awk -v heading="**$1.**" '/^\*\*/ { on = index($0, heading) == 1 } on && /^    / { print substr($0, 5) }' README.md
}
commands Command | sed 's/paribus check/paribus check --format json --report ..\/report.json/' >../leak.sh
commands Cured >../cured.sh
command -v "$(awk 'NR == 1 { print $1 }' ../leak.sh)" >/dev/null || { echo "skipped: no compiler for it"; exit 77; }
[ "$source" != rand ] || grep -qw rdrand /proc/cpuinfo || { echo "skipped: this processor has no RDRAND"; exit 77; }

status=0
sh -e ../leak.sh >../log 2>&1 || status=$?
[ "$status" -eq 1 ] || { cat ../log; echo "the leak ends with $status"; exit 1; }
/usr/bin/python3 - "$source" <<'PY'
import json, sys
report = json.load(open('../report.json'))
found = sorted({(cause['source'], cause['verdict']) for output in report['outputs'] for cause in output['causes']})
if report['verdict'] != 'divergent' or found != [(sys.argv[1], 'proven')]:
    sys.exit(f"{report['verdict']}: {found}")
PY
status=0
sh -e ../cured.sh >../log 2>&1 || status=$?
[ "$status" -eq 0 ] || { cat ../log; echo "the cured form ends with $status"; exit 1; }
