"""
Baseline: two ordinary runs, a little later and under another name, diffoscope (else diff) on what
they left, and a guess from how the difference looks: today's date or clock is time, a process id
shorter than six digits is pid, the same lines in another order is dirorder, long hex is random.
"""
import collections
import os
import re
import shutil
import subprocess
import time

from answer import Answer, Found
from native import Native, differing

NAME = "diff"


def diff_text(a, b):
    if os.path.isfile(a) and os.path.isfile(b):
        if shutil.which("diffoscope"):
            command = ["diffoscope", "--no-progress", "--exclude-directory-metadata=yes", "--text",
                       "-", a, b]
        else:
            command = ["diff", "-a", "-u", a, b]
        return subprocess.run(command, capture_output=True, text=True, errors="replace",
                              check=False).stdout
    return f"-{os.path.basename(a)}\n+{os.path.basename(b)}\n"


def changed(text, sign):
    """The lines of one side, without diffoscope's frames around them."""
    lines = (line.lstrip("│ ") for line in text.splitlines())
    return [line[1:] for line in lines if line.startswith(sign) and not line.startswith(sign * 3)]


def looks_like_time(text, now):
    parts = time.gmtime(now)
    words = [time.strftime("%Y-%m-%d", parts), time.strftime("%b %d", parts),
             time.strftime("%b %e", parts), time.strftime("%Y%m%d", parts), str(int(now))[:7]]
    return any(word in text for word in words) or re.search(r"\b\d\d:\d\d:\d\d\b", text)


def guess(text, now):
    """Sources, the likeliest first."""
    minus, plus = changed(text, "-"), changed(text, "+")
    both = "\n".join(minus + plus)
    if minus and collections.Counter(minus) == collections.Counter(plus):
        return ["dirorder"]
    found = []
    if looks_like_time(both, now):
        found.append("time")
    if re.search(r"0x[57][0-9a-f]{8,}", both):
        found.append("memory")
    elif re.search(r"\b[0-9a-f]{16,}\b|/tmp\.\w{6,}", both):
        found.append("random")
    if re.search(r"(?<![\w.])\d{2,5}(?![\w.])", both):
        found.append("pid")
    return found


def examine(case, root, program):
    del program
    answer, native = Answer(), Native(case, root)
    began = time.monotonic()
    left, kept = [], []
    for nth in range(2):
        left.append(native.run(env={**os.environ, "USER": f"user{nth}"}))
        kept.append(f"{root}.left{nth}")
        os.rename(root, kept[-1])
        time.sleep(1.1)
    for path in differing(*left):
        text = "" if path[0] == "<" else diff_text(*(os.path.join(one, path) for one in kept))
        answer.accused[path] = [[Found(source) for source in guess(text, time.time())]]
    explained = any(region for regions in answer.accused.values() for region in regions)
    answer.verdict = ("divergent" if explained else
                      "unexplained" if answer.accused else "reproducible")
    answer.runs, answer.seconds = native.runs, time.monotonic() - began
    return answer
