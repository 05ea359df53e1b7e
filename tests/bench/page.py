"""The results as text, as JSON, as pictures and as docs/performance.md."""
import json
import os
import re

import svg

PART_TITLES = {
    "calls": "One call", "directories": "Open, read, close a directory", "events": "An event written down",
    "processes": "A process", "builds": "Whole builds, configure and make -j2, from Debian source",
    "check": "A whole check", "analyzer": "The analyzer", "localization": "Runs to prove a single cause",
    "scaling": "How costs grow",
}
HEAD = """# Performance

Written by `sh tests/bench/run.sh`, which installs what it compares with, measures all contenders alternately
and renders this page; the figures themselves are in [results.json](performance/results.json). Every figure is
a median over the rounds, in brackets the quartiles. A ratio is the median of the ratios to the native sample of the
same round, which evens out what else the machine does; single figures do not. "MET" and "NOT MET" say how the
target of a row compares with that median. Where the load before a part is not near 0, the machine was shared.
"""
SIGNS = {"ratio": "<= {:g} x", "value": "<= {:g} {}", "least": ">= {:g} {}"}


def figure(value):
    if value == 0:
        return "0"
    digits = 0 if abs(value) >= 1000 else 1 if abs(value) >= 100 else 2 if abs(value) >= 1 else 3
    return f"{value:,.{digits}f}"


def spread(result):
    if result["samples"] == 1:
        return figure(result["median"])
    return f"{figure(result['median'])} [{figure(result['low'])}, {figure(result['high'])}]"


def title(record):
    return f"{record['name']}, {record['metric']}" if record["metric"] else record["name"]


def wanted(record, target):
    return SIGNS[target["kind"]].format(target["limit"], record["unit"]).strip()


def verdicts(record, contender):
    return [f"{wanted(record, t)}: {'MET' if t['met'] else 'NOT MET'}" for t in record["targets"]
            if t["contender"] == contender]


def lines_of(record):
    """One line per contender: what, figure, ratio, verdict."""
    for name, result in record["results"].items():
        if result is None:
            yield [title(record), name, "did not work", "", ""]
            continue
        ratio = result.get("ratio")
        yield [title(record), name, f"{spread(result)} {record['unit']}".strip(), spread(ratio) if ratio else "",
               "; ".join(verdicts(record, name))]


def text(data, parts):
    out = []
    for part in (part for part in parts if part in data["parts"]):
        out.append(f"== {PART_TITLES[part]}")
        for record in data["parts"][part]["rows"]:
            for what, name, value, ratio, verdict in lines_of(record):
                out.append(f"{what:<42} {name:<22} {value:<34} {ratio:<26} {verdict}".rstrip())
            if record["note"]:
                out.append(f"{record['name']}: {record['note']}")
    return "\n".join(out) + "\n"


def table(part):
    out = ["| what | contender | figure | to the baseline | target |", "|---|---|---|---|---|"]
    for record in part["rows"]:
        out += ["| " + " | ".join(line) + " |" for line in lines_of(record)]
    notes = dict.fromkeys(f"{record['name']}: {record['note']}" for record in part["rows"] if record["note"])
    return out + [""] + [f"- {note}." for note in notes]


def conditions(part):
    machine = part["machine"]
    processor = machine["processor"] + (" (virtual)" if machine["hypervisor"] == "virtual" else "")
    samples = [result["samples"] for record in part["rows"] for result in record["results"].values() if result]
    return (f"At most {max(samples, default=0)} rounds{', quick' if part['quick'] else ''}; {processor}, {machine['cores']} cores, "
            f"{machine['memory']}, {machine['files']}; {machine['system']}, Linux {machine['kernel']}, "
            f"{machine['compiler']}, {machine['libc']}; load of the machine before and after "
            f"{part['load'][0]} and {part['load'][1]}.")


def ratio_bars(part):
    groups, limits = {}, {}
    for record in part["rows"]:
        groups[title(record)] = {
            name: tuple(result["ratio"][key] for key in ("median", "low", "high"))
            for name, result in record["results"].items() if result and result.get("ratio")}
        limits.update({(title(record), t["contender"]): t["limit"] for t in record["targets"] if t["kind"] == "ratio"})
    return {name: group for name, group in groups.items() if group}, limits


def series_of(part):
    """{(series, metric, unit): {contender: [(x, median, low, high)]}}"""
    found = {}
    for record in (record for record in part["rows"] if record["series"]):
        lines = found.setdefault((record["series"], record["metric"], record["unit"]), {})
        for name, result in record["results"].items():
            if result and result["median"] > 0:
                lines.setdefault(name, []).append((record["x"], result["median"], result["low"], result["high"]))
    return {key: lines for key, lines in found.items() if lines}


def pictures(name, part):
    """File name -> SVG."""
    if name == "scaling":
        return {re.sub("[^a-z0-9]+", "-", f"{name} {series} {metric}".lower()).strip("-") + ".svg":
                svg.lines(" ".join(filter(None, (series, metric))), unit, lines)
                for (series, metric, unit), lines in series_of(part).items()}
    groups, limits = ratio_bars(part)
    return {f"{name}.svg": svg.bars(f"{PART_TITLES[name]}: times the baseline; red: the target", groups, limits)} \
        if groups else {}


def write_file(path, content):
    with open(path, "w", encoding="utf-8") as file:
        file.write(content)


def summary_of(data, order):
    targets = [(PART_TITLES[part], record, target) for part in order if part in data["parts"]
               for record in data["parts"][part]["rows"] for target in record["targets"]]
    met = sum(target["met"] for _, _, target in targets)
    out = ["## Targets", "", f"{met} of {len(targets)} met.", "", "| what | contender | target | measured | |",
           "|---|---|---|---|---|"]
    return out + [f"| {part}: {title(record)} | {t['contender']} | {wanted(record, t)} | {t['measured']:.4g} | "
                  f"{'MET' if t['met'] else 'NOT MET'} |" for part, record, t in targets]


def write(out, data, order):
    directory = f"{out}/performance"
    os.makedirs(directory, exist_ok=True)
    write_file(f"{directory}/results.json", json.dumps(data, indent=1) + "\n")
    page = [HEAD, *summary_of(data, order)]
    for name in (name for name in order if name in data["parts"]):
        part = data["parts"][name]
        page += ["", f"## {PART_TITLES[name]}", "", conditions(part), ""]
        for file, picture in pictures(name, part).items():
            write_file(f"{directory}/{file}", picture)
            page.append(f"![{file}](performance/{file})")
        page += ["", *table(part)]
    write_file(f"{out}/performance.md", "\n".join(page) + "\n")
