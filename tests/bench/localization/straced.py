"""
Baseline: two runs under strace, and their difference.  Of the system calls that could carry
nondeterminism, those that returned something else in the two runs, nearest before the output was
last written first; the line from strace -k and addr2line.  What the vDSO answers it cannot see.
"""
import os
import re
import shutil
import subprocess
import time

from answer import Answer, Found
from native import Native, differing

NAME = "strace"

SOURCES = {
    "time": "gettimeofday clock_gettime time times getrusage",
    "random": "getrandom",
    "pid": "getpid getppid gettid",
    "dirorder": "getdents64 getdents",
    "stat": "stat lstat fstat newfstatat statx",
    "host": "uname",
    "user": "getuid geteuid getgid",
    "cpu": "sched_getaffinity sysinfo",
    "umask": "umask",
    "path": "getcwd",
    "limits": "prlimit64 statfs",
    "net": "getsockname",
}
SOURCE_OF = {call: source for source, calls in SOURCES.items() for call in calls.split()}
WRITES = "openat open creat execve write rename renameat renameat2".split()
LINE = re.compile(r"^(\d+) +(\w+)\((.*)$")
FRAME = re.compile(r"^ > (\S+?)\((.*?)\+?0?x?[0-9a-f]*\) \[0x([0-9a-f]+)\]")


class Event:
    def __init__(self, pid, call, text):
        self.pid, self.call, self.text, self.frames = pid, call, text, []


def read_trace(path):
    events = []
    with open(path, encoding="utf-8", errors="replace") as file:
        for line in file:
            frame = FRAME.match(line)
            if frame and events:
                events[-1].frames.append((frame[1], int(frame[3], 16)))
                continue
            match = LINE.match(line)
            if match:
                events.append(Event(match[1], match[2], match[3]))
    return events


def programs(events):
    """pid -> the program it last became."""
    names = {}
    for event in events:
        match = event.call == "execve" and re.match(r'"([^"]*)"', event.text)
        if match and "= 0" in event.text:
            names[event.pid] = os.path.basename(match[1])
    return names


def suspects(a, b):
    """Events of `b` that returned something else than the same program's nth such call in `a`."""
    def keyed(events):
        names, count, result = programs(events), {}, {}
        for at, event in enumerate(events):
            if event.call not in SOURCE_OF:
                continue
            key = (names.get(event.pid), event.call)
            count[key] = count.get(key, 0) + 1
            result[(*key, count[key])] = (at, event)
        return result
    first, second = keyed(a), keyed(b)
    for key, (at, event) in second.items():
        other = first.get(key)
        if other is None or other[1].text != event.text:
            yield at, key[0], event


def last_write(events, path):
    """Where the output is last opened or, of a stream, last written to."""
    base = os.path.basename(path)
    for at in range(len(events) - 1, -1, -1):
        event = events[at]
        if base == "<stdout>" and event.call == "write" and event.text.startswith("1,"):
            return at
        if event.call in WRITES and f'{base}"' in event.text and event.call not in ("write", "execve"):
            following = [n for n in range(at, len(events)) if events[n].pid == event.pid
                         and events[n].call == "write"]
            return following[-1] if following else at
    return len(events)


def line_of(event, root):
    for module, address in event.frames:
        if not module.startswith(root):
            continue
        done = subprocess.run(["addr2line", "-e", module, hex(address - 1)], capture_output=True,
                              text=True, check=False).stdout.strip()
        place = done.split(" ")[0]
        if place.startswith(root):
            return os.path.relpath(place, root)
    return None


def examine(case, root, program):
    del program
    answer, native = Answer(), Native(case, root)
    if not shutil.which("strace"):
        answer.error = "no strace here"
        return answer
    began = time.monotonic()
    calls = ",".join("?" + call for call in [*SOURCE_OF, *WRITES])
    traces, left = [], []
    for nth in range(2):
        trace = f"{root}.trace{nth}"
        left.append(native.run(["strace", "-f", "-k", "-v", "-s", "200", "-e", f"trace={calls}", "-e",
                                "signal=none", "-o", trace]))
        traces.append(read_trace(trace))
        time.sleep(1.1)
    found = list(suspects(*traces))
    for path in differing(*left):
        end = last_write(traces[1], path)
        near = sorted((one for one in found if one[0] <= end), key=lambda one: -one[0])
        answer.accused[path] = [[Found(SOURCE_OF[event.call], event.call, name, line_of(event, root))
                                 for _, name, event in near[:4]]]
    explained = any(region for regions in answer.accused.values() for region in regions)
    answer.verdict = ("divergent" if explained else
                      "unexplained" if answer.accused else "reproducible")
    answer.runs, answer.seconds = native.runs, time.monotonic() - began
    return answer
