#!/bin/sh
# What has two outcomes has both in a check, with any seed: the commands are those of docs/varied.md.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export XDG_STATE_HOME="$scratch/state"
sed -n 's/^| [a-z]* | .* | `\(.*\)` |$/\1/p' "$SOURCE/docs/varied.md" | sed 's/\\|/|/g' >"$scratch/commands"
count=$(wc -l <"$scratch/commands")
[ "$count" -ge 15 ] || { echo "docs/varied.md has $count commands only"; exit 1; }
awk '{ print "{ " $0 "; } >out." NR " || exit 9" }' "$scratch/commands" >"$scratch/script"
mkdir "$scratch/tree"
cd "$scratch/tree"
bad=0
for seed in 0 1 2; do # 2 is what the varied choices are seeded with
    status=0
    "$PARIBUS" check -q --no-prove --seed "$seed" --output 'out.*' --format json -- sh "$scratch/script" \
        >"$scratch/report" || status=$?
    [ "$status" -eq 1 ] || { cat "$scratch/report"; echo "seed $seed: ended with $status"; exit 1; }
    python3 - "$scratch/report" "$scratch/commands" "$seed" <<'P' || bad=1
import json, sys
report, commands, seed = json.load(open(sys.argv[1])), open(sys.argv[2]).read().splitlines(), sys.argv[3]
state = {output["path"]: output["state"] for output in report["outputs"]}
same = [command for nth, command in enumerate(commands, 1) if state.get("out.%d" % nth) != "content"]
for command in same:
    print("seed %s: the same outcome twice: %s" % (seed, command))
sys.exit(1 if same else 0)
P
done
exit $bad
