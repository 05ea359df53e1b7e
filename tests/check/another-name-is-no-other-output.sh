#!/bin/sh
# A file whose name changes from run to run is one output: its name and its content are told apart, and
# both are proven, also where every run calls it otherwise.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/tree"
cd "$scratch/tree"
cat >build.sh <<'B'
date >now
name=$(sha256sum <now | cut -c1-20)
folder=$(echo "$name" | cut -c1-2)
mkdir -p "objects/$folder"
mv now "objects/$folder/$name"
mkdir "build-$$"
date >"build-$$/stamp"
B
status=0
"$PARIBUS" check -q --format json=../report.json --format text=../report.txt -- sh build.sh ||
    status=$?
[ "$status" -eq 1 ] || { echo "exit status $status"; exit 1; }
python3 - ../report.json <<'P'
import json, sys
outputs = {o["path"]: o for o in json.load(open(sys.argv[1]))["outputs"] if not o["identical"]}
renamed = {o["path"]: o for o in outputs.values() if o["state"] == "renamed"}
assert len(renamed) == 2, list(renamed)
assert not [o for o in outputs.values() if o["state"] in ("only-a", "only-b")], list(outputs)
for output in outputs.values():
    for region in output["divergences"]:
        assert region["unexplained"] is None and region["causes"], (output["path"], region)
        assert all(output["causes"][i]["verdict"] == "proven" for i in region["causes"]), region
def sources(path, member):
    output = next(o for p, o in renamed.items() if p.startswith(path))
    return {output["causes"][i]["source"] for d in output["divergences"] if d["member"] == member
            for i in d["causes"]}
assert sources("build-", "(name)") == {"pid"}, sources("build-", "(name)")
assert sources("build-", None) == {"time", "timezone"}, sources("build-", None)
assert sources("objects/", "(name)") == {"time", "timezone"}
P
grep -q '^renamed: build-[0-9]*/stamp -> build-[0-9]*/stamp$' ../report.txt ||
    { cat ../report.txt; exit 1; }
