#!/bin/sh
# A program that prints its environment shows the variables that were varied, each with its own cause.
# The switches by which memory and the processor's random numbers are held stand in every run, apart.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/tree" && cd "$scratch/tree"
status=0
env -i A=1 B=2 C=3 D=4 E=5 F=6 HOME=/root PATH="$PATH" "$PARIBUS" check --no-keep --format json --report ../report.json -- env >../log || status=$?
[ "$status" -eq 1 ] || { cat ../log; exit 1; }
/usr/bin/python3 - <<'PY'
import json, sys
causes = [cause for output in json.load(open('../report.json'))['outputs'] for cause in output['causes']]
found = {(cause['source'], cause['subject'], cause['verdict']) for cause in causes}
wanted = {('env', name, 'proven') for name in ('HOME', 'LOGNAME', 'USER', 'TMPDIR')}
if not wanted <= found or any(verdict != 'proven' for _, _, verdict in found):
    sys.exit(f'{sorted(map(str, found))}')
lines = {d['line'] for output in json.load(open('../report.json'))['outputs'] for d in output['divergences']}
if len(lines) < 5:
    sys.exit(f'not told apart: lines {lines}')
PY
