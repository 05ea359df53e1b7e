"""Writes docs/transparency.md from the results of suite.py; ends with 1 when something is not explained.

  python3 tests/transparency/page.py DIRECTORY [PAGE]
"""
import json
import os
import re
import sys

from packages import PACKAGES
import results

HERE = os.path.dirname(os.path.abspath(__file__))
PAGE = f"{HERE}/../../docs/transparency.md"
MODES = ("off", "record", "pin")
HEAD = """# Programs do what they do without us

Test suites nobody here wrote, built natively, then run natively and under `paribus run --off all`, `paribus record`
and `paribus run` (pinned). Written by

    sh tests/transparency/run.sh

which fetches the Debian source packages and leaves out what cannot be had. A test is what the suite itself reports as
one, and its exit status one more; *otherwise* counts those that ended natively in another way, well or not.
The short form, `ctest -L transparency`, fetches nothing and is part of every test run.

"""


def load(place, name):
    try:
        with open(f"{place}/{name}.json", encoding="utf-8") as file:
            return json.load(file)
    except OSError:
        return None


def exceptions():
    with open(f"{HERE}/exceptions.tsv", encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file if line.strip() and not line.startswith("#")]
    return [(package, modes.split(","), re.compile(test), reason) for package, modes, test, reason in rows]


def explanation(rows, package, mode, test):
    for name, modes, pattern, reason in rows:
        if name == package and mode in modes and pattern.fullmatch(test):
            return reason
    return None


def table(answers, rows):
    lines = ["| package | tests | passed natively | " + " | ".join(f"passed, {mode}" for mode in MODES) +
             " | otherwise | explained |", "|---|" + "---:|" * 7]
    skipped, explained, open_ends = [], [], []
    for name, answer in answers:
        if "skipped" in answer:
            skipped.append((name, answer["skipped"]))
            continue
        found = [(mode, *one, explanation(rows, name, mode, one[0]))
                 for mode in MODES for one in results.differing(answer, mode)]
        explained += [(name, *one) for one in found if one[-1]]
        open_ends += [(name, *one) for one in found if not one[-1]]
        numbers = [len(answer["native"]["tests"]), results.passed(answer, "native"),
                   *(results.passed(answer, mode) for mode in MODES), len(found), sum(bool(one[-1]) for one in found)]
        lines.append(f"| {name} | " + " | ".join(map(str, numbers)) + " |")
    return lines, skipped, explained, open_ends


def exception_lines(explained):
    reasons = {}
    for package, mode, test, before, now, reason in explained:
        entry = reasons.setdefault((package, reason), {"tests": {}, "modes": set()})
        entry["tests"].setdefault(f"`{test}` ({before}, then {now})")
        entry["modes"].add(mode)
    for (package, reason), entry in reasons.items():
        names = list(entry["tests"])
        shown = ", ".join(names[:4]) + (f" and {len(names) - 4} more" if len(names) > 4 else "")
        yield f"| {package} | {', '.join(mode for mode in MODES if mode in entry['modes'])} | {shown} | {reason} |"


def configure_lines(place, rows):
    """Rows of the table, and whether there is something in each that is not explained."""
    for package in PACKAGES:
        found = load(place, f"{package.file}.configure")
        if not found:
            continue
        differ = [line for line in found["differ"] if line[:1] in "+-" and line[:3] not in ("+++", "---")]
        reasons = {line: explanation(rows, package.name, "configure", line) for line in differ}
        said = [f"`{line}`" + (f": {reasons[line]}" if reasons[line] else "") for line in differ if line[0] == "+" or not reasons[line]]
        yield (f"| {package.name} | `{package.header}` | {found['lines']} | {'; '.join(said) or 'the same'} |",
               not all(reasons.values()))


def main():
    place = sys.argv[1]
    answers = [(package.name, load(place, package.file)) for package in PACKAGES]
    rows = exceptions()
    lines, skipped, explained, open_ends = table([one for one in answers if one[1]], rows)
    configured = list(configure_lines(place, rows))
    out = [HEAD + "\n".join(lines), ""]
    if explained:
        out += ["## What ends otherwise, and why", "", "| package | modes | tests | reason |", "|---|---|---|---|",
                *exception_lines(explained), ""]
    if open_ends:
        out += ["## Not explained", "", "| package | mode | test | natively | there |", "|---|---|---|---|---|",
                *(f"| {package} | {mode} | `{test}` | {before} | {now} |" for package, mode, test, before, now, _ in open_ends), ""]
    if configured:
        out += ["## What configure finds", "", "`./configure` natively and pinned, from the same tree at the same place.", "",
                "| package | header | lines | pinned |", "|---|---|---:|---|", *(line for line, _ in configured), ""]
    if skipped:
        out += ["## Left out", "", *(f"- {name}: {why}" for name, why in skipped), ""]
    page = sys.argv[2] if len(sys.argv) > 2 else PAGE
    with open(page, "w", encoding="utf-8") as file:
        file.write("\n".join(out))
    for package, mode, test, before, now, _ in open_ends:
        print(f"not explained: {package} {mode} {test}: {before} -> {now}")
    return 1 if open_ends or any(bad for _, bad in configured) else 0


if __name__ == "__main__":
    sys.exit(main())
