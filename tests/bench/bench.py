"""Measures the parts asked for and writes what was seen: text, JSON, pictures, docs/performance.md."""
import argparse
import json
import os
import re
import sys

import heavy
import machine
import page
import rows
import scaling
import session
from contenders import Bench

# part -> (rows, rounds, rounds of --quick; 0: not part of --quick)
PARTS = {
    "calls": (rows.calls, 15, 3),
    "directories": (rows.directories, 9, 3),
    "events": (rows.events, 15, 5),
    "processes": (rows.processes, 15, 3),
    "builds": (heavy.builds, 9, 0),
    "check": (heavy.checks, 5, 1),
    "analyzer": (heavy.analyzer, 9, 3),
    "localization": (heavy.localization, 1, 1),
    "scaling": (scaling.rows, 5, 1),
}
ROOT = os.path.abspath(f"{os.path.dirname(__file__)}/../..")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", required=True)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--only", default="", help="of: " + ", ".join(PARTS))
    parser.add_argument("--rows", default="", help="only those whose name matches this regular expression")
    parser.add_argument("--rounds", type=int, default=0)
    parser.add_argument("--render", action="store_true", help="measure nothing, write the page again")
    parser.add_argument("--out", help="directory of performance.md; default: docs, with --quick the build directory")
    options = parser.parse_args()
    options.only = [name for name in options.only.split(",") if name] or list(PARTS)
    unknown = [name for name in options.only if name not in PARTS]
    if unknown:
        parser.error(f"no such part: {unknown[0]}; there are: {', '.join(PARTS)}")
    return options


def kept(path):
    """What earlier sessions measured of other parts."""
    if not os.path.exists(path):
        return {"schema": "paribus.bench/1", "parts": {}}
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def measured(part, fresh):
    """The records of a part, those measured again replaced."""
    again = {record["name"] for record in fresh}
    return [record for record in part.get("rows", []) if record["name"] not in again] + fresh


def main():
    options = arguments()
    out = options.out or (options.build if options.quick else f"{ROOT}/docs")
    bench = Bench(options.build, options.quick, options.full)
    try:
        for name in [] if options.render else options.only:
            make, rounds, quick = PARTS[name]
            rounds = options.rounds or (quick if options.quick else rounds)
            if not rounds:
                continue
            print(f"{name}: {rounds} rounds", file=sys.stderr)
            before = machine.load()
            chosen = [row for row in make(bench) if re.search(options.rows, row.name)]
            records = session.run(chosen, rounds)
            data = kept(f"{out}/performance/results.json")
            old = data["parts"].get(name, {}) if options.rows else {}
            data["parts"][name] = {"quick": options.quick, "machine": machine.describe(bench.scratch),
                                   "load": [before, machine.load()], "rows": measured(old, records)}
            page.write(out, data, list(PARTS))
    finally:
        bench.close()
    data = kept(f"{out}/performance/results.json")
    page.write(out, data, list(PARTS))
    sys.stdout.write(page.text(data, options.only))


if __name__ == "__main__":
    main()
