#!/bin/sh
# One divergent run in every form at once: each is accepted by a program that reads it, all say the
# same, and a second check gives the same bytes.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cp -r "$SOURCE/examples/leaky-build" "$scratch/build"
cd "$scratch/build"

for nth in 1 2; do
    mkdir "$scratch/$nth"
    status=0
    "$PARIBUS" check -q --format json="$scratch/$nth/json" --format html="$scratch/$nth/html" \
        --format sarif="$scratch/$nth/sarif" --format junit="$scratch/$nth/junit" \
        --format markdown="$scratch/$nth/markdown" --format text="$scratch/$nth/text" \
        --format openmetrics="$scratch/$nth/openmetrics" --format github \
        -- make >"$scratch/$nth/github" || status=$?
    [ "$status" -eq 1 ] || { echo "exit status $status, not 1"; exit 1; }
done
diff -r "$scratch/1" "$scratch/2"

# what an installed python knows of these formats decides how much is checked
python=python3
for candidate in python3 /usr/bin/python3; do
    "$candidate" -c 'import junitparser, jsonschema, prometheus_client' 2>/dev/null &&
        python=$candidate && break
done
"$python" "$SOURCE/tests/check/formats/accept.py" "$scratch/1"
"$PARIBUS" compare --format json "$SOURCE/docs" "$SOURCE/examples" >"$scratch/finished.json" || true
"$python" "$SOURCE/tests/check/formats/json_schema.py" "$SOURCE" "$scratch/1/json" "$scratch/finished.json"

if command -v promtool >/dev/null; then
    promtool check metrics <"$scratch/1/openmetrics"
    echo "openmetrics: accepted by promtool"
fi

# the public schema of SARIF comes with a package; without a network this one thing is left out
cd "$scratch"
if command -v npm >/dev/null && npm pack --silent --fetch-retries=0 --fetch-timeout=20000 \
    --cache "$scratch/npm" @microsoft/jest-sarif@1.0.0-beta.0 >/dev/null 2>&1; then
    tar -xzf microsoft-jest-sarif-1.0.0-beta.0.tgz
    "$python" "$SOURCE/tests/check/formats/sarif_schema.py" \
        package/lib/schemas/sarif-2.1.0-rtm.5.json "$scratch/1/sarif"
else
    echo "sarif: not held against the public schema: it cannot be fetched here"
fi

# a report that cannot be written is refused before anything runs
cd "$scratch/build"
status=0
"$PARIBUS" check -q --format json="$scratch/none/json" -- touch "$scratch/ran" 2>/dev/null || status=$?
[ "$status" -eq 2 ] && [ ! -e "$scratch/ran" ] || { echo "exit status $status, not 2"; exit 1; }

# a report in the tree itself stays, also where the tree is exchanged for a copy meanwhile
"$PARIBUS" check -q --no-prove --no-overlay --format junit=report.xml --report report.txt -- make || true
[ -s report.xml ] && [ -s report.txt ] || { echo "a report in the tree is lost"; exit 1; }
