#!/usr/bin/python3
"""
docs/localization.md from the results of one or more runs of bench.py: page.py FILE.json... > PAGE
A case that was run again counts as in the last file.
"""
import json
import math
import statistics
import sys

LEVELS = ("source", "call", "process", "line")
BASELINES = {"bisection": "factor bisection, as reprotest", "strace": "two runs under strace",
             "diff": "diffoscope, then guesses"}

HEAD = """# Is the blame right?

How often `paribus check` names the right source, call, process and source line, on small programs and on Debian
packages whose leaks are known to the line; and what one would script without it, on the same cases. Written by

    PARIBUS=build/runner/paribus sh tests/bench/localization/run.sh --tools paribus --json all.json
    PARIBUS=build/runner/paribus sh tests/bench/localization/run.sh --packages --tools paribus --json packages.json
    PARIBUS=build/runner/paribus sh tests/bench/localization/run.sh --json baselines.json REGEX...
    python3 tests/bench/localization/page.py all.json packages.json baselines.json >docs/localization.md

What the words mean, and the cases themselves: [tests/bench/localization](../tests/bench/localization/README.md).
"""


def share(score, level):
    asked, right = score[level]["asked"], score[level]["right"]
    return f"{right}/{asked}" if asked else "-"


def percent(right, asked):
    return f"{100 * right / asked:.1f} %" if asked else "-"


def added(scores, level):
    return (sum(one[level]["right"] for one in scores), sum(one[level]["asked"] for one in scores))


def libc_level(case):
    """The leak is a call of a program compiled in the case: its line can be known by a call stack."""
    return case["language"] in ("c", "c++")


def acceptance(cases):
    ours = [(case, case["tools"]["paribus"]) for case in cases]
    scores = [score for _, score in ours]
    libc = [score for case, score in ours if libc_level(case)]
    lines = ["| what | measured |", "|---|---|"]
    lines.append(f"| right source | {percent(*added(scores, 'source'))} of {added(scores, 'source')[1]} |")
    lines.append("| right file and line, first named, where a compiled program of the case asked | "
                 f"{percent(*added(libc, 'line'))} of {added(libc, 'line')[1]} |")
    lines.append(f"| false accusations marked proven | {sum(s['false_accusations'] for s in scores)} |")
    for kind, words in (("control", "clean controls reproducible"),
                        ("escape", "escapes unexplained, with the right reason")):
        of = [score for case, score in ours if case["kind"] == kind]
        lines.append(f"| {words} | {sum(s['perfect'] for s in of)} of {len(of)} |")
    single = [score["runs"] for case, score in ours if case["kind"] == "single"]
    lines.append(f"| runs for a single cause, median | {statistics.median(single):g} |")
    changed = [(s["runs"], s["units"]) for case, s in ours
               if case["kind"] == "transformed" and s.get("units")]
    if changed:
        within = sum(runs <= 2 * math.log2(units) + 4 for runs, units in changed)
        lines.append("| runs for a transformed value, median; at most 2 log2(call sites) + 4 in | "
                     f"{statistics.median(r for r, _ in changed):g}; {within} of {len(changed)} |")
    return lines


def totals(cases, tool, group):
    lines = [f"| {group} | cases | source | call | process | line | false | wrong | verdict | runs | seconds |",
             "|---|---|---|---|---|---|---|---|---|---|---|"]
    groups = {}
    for case in cases:
        for name in (case[group], "all"):
            groups.setdefault(name, []).append(case["tools"][tool])
    for name in sorted(groups, key=lambda n: (n == "all", n)):
        scores = groups[name]
        cells = [f"{added(scores, level)[0]}/{added(scores, level)[1]}" for level in LEVELS]
        lines.append(f"| {name} | {len(scores)} | " + " | ".join(cells)
                     + f" | {sum(s['false_accusations'] for s in scores)}"
                     + f" | {sum(s['wrong_suspects'] for s in scores)}"
                     + f" | {sum(s['verdicts_right'] for s in scores)}/{len(scores)}"
                     + f" | {sum(s['runs'] for s in scores)} | {sum(s['seconds'] for s in scores):.0f} |")
    return lines


def per_case(cases):
    lines = ["| case | kind | source | call | process | line | false | runs |",
             "|---|---|---|---|---|---|---|---|"]
    for case in cases:
        score = case["tools"]["paribus"]
        lines.append(f"| {case['name']} | {case['kind']} | "
                     + " | ".join(share(score, level) for level in LEVELS)
                     + f" | {score['false_accusations']} | {score['runs']} |")
    return lines


def compared(cases, tools):
    lines = [f"On {len(cases)} of the cases: {', '.join(case['name'] for case in cases)}.", "",
             "| tool | source | call | process | line | wrongly named | verdict | runs | seconds |",
             "|---|---|---|---|---|---|---|---|---|"]
    for tool in tools:
        scores = [case["tools"][tool] for case in cases]
        name = f"{tool}: {BASELINES[tool]}" if tool in BASELINES else tool
        lines.append(f"| {name} | "
                     + " | ".join("{}/{}".format(*added(scores, level)) for level in LEVELS)
                     + f" | {sum(s['false_accusations'] + s['wrong_suspects'] for s in scores)}"
                     + f" | {sum(s['verdicts_right'] for s in scores)}/{len(scores)}"
                     + f" | {sum(s['runs'] for s in scores)} | {sum(s['seconds'] for s in scores):.0f} |")
    return lines


def main():
    plain, packages, both, skipped, tools = {}, {}, [], [], []
    for path in sys.argv[1:]:
        with open(path, encoding="utf-8") as file:
            cases = json.load(file)["cases"]
        skipped += [f"{case['name']} ({case['skipped']})" for case in cases if case["skipped"]]
        cases = [case for case in cases if not case["skipped"]]
        several = [case for case in cases if len(case["tools"]) > 1]
        both += several
        for case in several:
            tools += [tool for tool in case["tools"] if tool not in tools]
        for case in cases:
            if case["kind"] == "package":
                packages[case["name"]] = case
            elif len(case["tools"]) == 1:
                plain[case["name"]] = case
    plain, packages = list(plain.values()), list(packages.values())
    parts = [HEAD]
    if plain:
        parts += ["## In total", "", *acceptance(plain), "", *totals(plain, "paribus", "kind"), "",
                  *totals(plain, "paribus", "language"), ""]
    if both:
        parts += ["## Without paribus", "", *compared(both, tools), ""]
    if packages:
        parts += ["## Debian packages", "", *per_case(packages), ""]
    if plain:
        parts += ["## Every case", "", *per_case(plain), ""]
    if skipped:
        parts += [f"Skipped: {', '.join(sorted(set(skipped)))}.", ""]
    print("\n".join(parts).rstrip())


if __name__ == "__main__":
    main()
