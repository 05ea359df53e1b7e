#!/bin/sh
# Partial runs find what full ones find, do not run again what cannot matter, and say so; where the
# parts of a build cannot be put back they are not believed.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export XDG_STATE_HOME="$scratch/state"
mkdir "$scratch/build" "$scratch/build/old" "$scratch/odd"
cd "$scratch/build"
touch old/removed old/stays
chmod 640 old/stays
cat >Makefile <<'M'
all: report slow.d/list early
report: version twin
	cat version twin >report; rm twin
version:
	date >version; echo made at `date`
twin:
	date | cksum >twin; echo $$$$ >>twin
slow.d/list: slow.part
	mkdir -p slow.d && cp slow.part slow.d/list && ln -s list slow.d/link && rm -f old/removed
slow.part:
	echo part >slow.new; mv slow.new slow.part; chmod 600 slow.part
early: slow.part
	touch -d 2001-02-03 early; test early -ot slow.part && test slow.d/list -nt old/stays
M

# causes NAME OPTION...: runs a check and writes down what it found out
causes() {
    name=$1
    shift
    status=0
    "$PARIBUS" check -q -v --format json --report "$scratch/$name.json" "$@" || status=$?
    [ "$status" -eq 1 ] || { echo "$name ended with $status"; exit 1; }
    python3 - "$scratch/$name.json" >"$scratch/$name.causes" <<'P'
import json, sys
report = json.load(open(sys.argv[1]))
for output in report["outputs"]:
    for region in output["divergences"]:
        print(output["path"], region.get("offset"),
              sorted((output["causes"][i]["source"], output["causes"][i]["verdict"])
                     for i in region["causes"]))
P
}

causes full --partial never -- make
causes partial --partial always --run-dir "$scratch/runs" -- make
diff "$scratch/full.causes" "$scratch/partial.causes"
python3 - "$scratch/partial.json" "$scratch/runs" <<'P'
import json, struct, sys
report = json.load(open(sys.argv[1]))
images = {True: [], False: []} # programs that ran, struct run_shared
for number, run in enumerate(report["runs"], 1):
    with open("%s/run-%03d/shared" % (sys.argv[2], number), "rb") as shared:
        images[run["partial"]].append(struct.unpack("<QQ", shared.read(16))[1])
assert len(images[True]) >= 4 and len(images[False]) >= 5, images
assert min(images[False]) > max(images[True]), images
assert any("put back" in note for note in report["notes"]), report["notes"]
P

# a file written through a descriptor that its writer inherited: nobody can know
cd "$scratch/odd"
cat >run.sh <<'S'
exec 3>out
sh -c 'echo inherited >&3; true' && sh -c 'echo inherited >&3; echo x >own'
date >stamp
S
causes odd --partial always -- sh run.sh
python3 - "$scratch/odd.json" <<'P'
import json, sys
report = json.load(open(sys.argv[1]))
assert any("no partial runs: 'out'" in note for note in report["notes"]), report["notes"]
assert all(c["verdict"] == "proven" for o in report["outputs"] for c in o["causes"])
P
