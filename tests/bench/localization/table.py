"""Results as text while they come, totals by kind and language, and everything as JSON."""
from score import LEVELS, Score


def line(name, tool, score):
    levels = " ".join(f"{score.met[level]:3}/{score.asked[level]:<3}" for level in LEVELS)
    return (f"{name:30} {tool:9} {levels} {score.false:5} {score.wrong:5} "
            f"{score.verdicts:4}/{score.cases:<4} {score.runs:5} {score.seconds:7.1f}")


def head(tools):
    del tools
    print(f"{'case':30} {'tool':9} {'source':7} {'call':7} {'process':7} {'line':7} {'false':>5} "
          f"{'wrong':>5} {'verdict':>9} {'runs':>5} {'seconds':>7}", flush=True)


FAILED = "failed: "  # how the result of a case begins that could not be examined at all


def has_failed(result):
    return isinstance(result, str) and result.startswith(FAILED)


def row(case, result):
    if isinstance(result, str):
        print(f"{case.name:30} {'' if has_failed(result) else 'skipped: '}{result}", flush=True)
        return
    for tool, score in result.items():
        print(line(case.name, tool, score))
        if tool == "paribus":
            for remark in score.remarks:
                print(f"{'':30} - {remark}")
    print(end="", flush=True)


def summed(scores):
    total = Score()
    for score in scores:
        total.add(score)
    return total


def totals(cases, results, tools):
    """{"all" | "kind X" | "language X": {tool: Score}}, printed too."""
    groups = {}
    for case in cases:
        if isinstance(results[case.name], str):
            continue
        for group in (f"kind {case.kind}", f"language {case.language}", "all"):
            groups.setdefault(group, []).append(results[case.name])
    result = {}
    for group in sorted(groups, key=lambda name: (name == "all", name)):
        print()
        for tool in tools:
            total = summed(one[tool] for one in groups[group])
            result.setdefault(group, {})[tool] = total
            print(line(group, tool, total) + f"   {total.perfect}/{total.cases} perfect")
    skipped = [name for name, one in results.items() if isinstance(one, str) and not has_failed(one)]
    if skipped:
        print(f"\nskipped: {', '.join(skipped)}")
    return result


def as_json(cases, results, groups):
    return {
        "schema": "paribus.localization/1",
        "cases": [{"name": case.name, "kind": case.kind, "language": case.language,
                   "skipped": results[case.name] if isinstance(results[case.name], str) else None,
                   "tools": {} if isinstance(results[case.name], str) else
                            {tool: one.as_dict() for tool, one in results[case.name].items()}}
                  for case in cases],
        "totals": {group: {tool: total.as_dict() for tool, total in tools.items()}
                   for group, tools in groups.items()},
    }
