"""paribus itself: one check, its JSON report."""
import json
import os
import re
import subprocess
import time

from answer import Answer, Found

NAME = "paribus"
MOST_SECONDS = "1800"


def sources(program):
    """The sources this paribus knows."""
    text = subprocess.run([program, "sources"], capture_output=True, text=True, check=True).stdout
    return set(re.findall(r"^(\w+): ", text, re.M))


def place_of(stack, root):
    """The innermost frame in a file of the tree; libc's sources, too, have relative names."""
    for frame in stack:
        file = frame["file"]
        inside = os.path.relpath(os.path.join(root, file or ""), root)
        if frame["line"] and inside[:2] != ".." and os.path.isfile(os.path.join(root, inside)):
            return f"{inside}:{frame['line']}"
    return None


def found_of(cause, root):
    process = cause["process"]
    name = (process["path"] or "").split(" > ")[-1] or process["exe"] or ""
    return Found(cause["source"], cause["call"], os.path.basename(name) or None,
                 place_of(cause["stack"], root) or cause["script"], cause["verdict"] == "proven",
                 cause["unit"], process["guessed"])


def fill(answer, report, root):
    answer.verdict = report["verdict"]
    answer.runs = len(report["runs"])
    answer.units = report["units"]
    answer.hints = [" ".join(e["argv"]) for e in report["escapes"]] + report["notes"]
    for output in report["outputs"]:
        if output["identical"]:
            continue
        causes = [found_of(cause, root) for cause in output["causes"]]
        regions = answer.accused.setdefault(output["path"], [])
        for region in output["divergences"]:
            regions.append([causes[i] for i in region["causes"]])
            answer.open += not any(found.proven for found in regions[-1])
            if region["unexplained"]:
                answer.hints.append(region["unexplained"])


def examine(case, root, program):
    report = root + ".report"
    command = ["timeout", "-k", "30", MOST_SECONDS, program, "check", "-q", "--format", "json",
               "--report", report, *case.options, "--",
               *case.command]
    answer = Answer()
    began = time.monotonic()
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, errors="replace",
                          stdin=subprocess.DEVNULL, check=False)
    answer.seconds = time.monotonic() - began
    try:
        with open(report, encoding="utf-8") as file:
            fill(answer, json.load(file), root)
    except (OSError, ValueError):
        answer.error = f"exit status {done.returncode}: {done.stderr.strip()[-300:]}"
    return answer
