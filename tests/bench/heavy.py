"""The rows that are whole programs: builds, checks, the analyzer, how many runs a cause takes."""
import json
import os
import resource
import shutil
import subprocess
import tempfile
import time

from contenders import OURS, execute
from session import Metric, Row, Target

ROOT = os.path.abspath(f"{os.path.dirname(__file__)}/../..")
# package, what is done once to its source, how it is configured, rounds (0: all)
PACKAGES = [
    ("jq", "autoreconf -fi", "./configure --disable-docs --disable-maintainer-mode", 0),
    ("tar", "", "./configure", 5),
    ("bash", "", "./configure", 5),
    ("sqlite3", "", "./configure", 3),
]
REPROTEST = ["reprotest", "--vary=-user_group,-domain_host,-fileordering,-kernel", "-c", "make", ".", "dist/*"]
TWICE = "make && mv dist first && make clean && make && diffoscope --text /dev/null first dist"
SOURCES = ["time", "random", "pid", "dirorder", "env", "stat", "memory"]


def quietly(command, cwd, **more):
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, **more)


def fetch(bench, package, prepare):
    """The unpacked source of a Debian package, kept with the build; None: not to be had."""
    done = subprocess.run(["sh", f"{ROOT}/tests/fetch-source.sh", package, f"{bench.build}/sources"], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, text=True, check=False)
    source = done.stdout.strip()
    if done.returncode == 0 and prepare and not os.path.exists(f"{source}/configure"):
        quietly(["sh", "-c", prepare], source)
    return source if done.returncode == 0 and os.path.exists(f"{source}/configure") else None


def build(bench, name, source, configure):
    def cpu():
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime

    def sample():
        begun = []

        def prepare(tree):
            shutil.copytree(source, tree, symlinks=True)
            os.sync()
            begun.append(cpu())
        return execute(bench, name, ["sh", "-c", f"{configure} && make -j2"],
                       lambda room, seconds, process: [seconds, cpu() - begun[0]], prepare)
    return sample


BUILDS = ("what a build costs more is its number of processes times the cost of one, see there: configure starts thousands "
          "that live for a millisecond; below it lies what loading one more object costs each of them; rounds differ by more than "
          "the target allows")


def builds(bench):
    rows = []
    for package, prepare, configure, rounds in PACKAGES:
        source = fetch(bench, package, prepare)
        names = OURS if source else []
        limits = [Target("paribus pin", "ratio", 1.02), Target("paribus record", "ratio", 1.05)]
        rows.append(Row(package, {name: build(bench, name, source, configure) for name in names},
                        [Metric("wall", "s", limits), Metric("CPU", "s")], rounds=rounds,
                        note=BUILDS if source else "skipped: apt-get source could not fetch or prepare it"))
    return rows


def check(bench, prepare, command, options=()):
    """Runs `check` on a fresh tree: (seconds in all, the report)."""
    room = tempfile.mkdtemp(dir=bench.scratch)
    try:
        prepare(f"{room}/tree")
        begun = time.perf_counter()
        quietly([bench.paribus, "check", "-q", "-v", "--format", "json", "--report", f"{room}/report", *options,
                 "--", *command], f"{room}/tree", env=bench.environment)
        seconds = time.perf_counter() - begun
        with open(f"{room}/report", encoding="utf-8") as file:
            return seconds, json.load(file)
    finally:
        shutil.rmtree(room, ignore_errors=True)


def leaky(tree):
    shutil.copytree(f"{ROOT}/examples/leaky-build", tree)


def beyond(bench, prepare, command, options=()):
    """[seconds in all, beyond the runs, beyond the runs and 5 % of one, runs]"""
    def sample():
        seconds, report = check(bench, prepare, command, options)
        runs = [run["seconds"] for run in report["runs"]]
        rest = seconds - sum(runs)
        return [seconds, rest, rest - 0.05 * sum(runs) / len(runs), len(runs)]
    return sample


def timed(bench, command, accepted=(0, 1)):
    def sample():
        tree = f"{tempfile.mkdtemp(dir=bench.scratch)}/tree"
        leaky(tree)
        try:
            begun = time.perf_counter()
            process = quietly(command, tree, env=bench.environment)
            return [time.perf_counter() - begun] if process.returncode in accepted else None
        except OSError:
            return None
        finally:
            shutil.rmtree(os.path.dirname(tree), ignore_errors=True)
    return sample


def checks(bench):
    limit = [Target("paribus check", "value", 1.0)]
    metrics = [Metric("in all", "s"), Metric("beyond the runs", "s"),
               Metric("beyond the runs and 5 % of one", "s", limit), Metric("runs", "")]
    rows = [Row("leaky-build", {"paribus check": beyond(bench, leaky, ["make"])}, metrics),
            Row("leaky-build, tools", {
                "native": timed(bench, ["make"]),
                "paribus check": timed(bench, [bench.paribus, "check", "-q", "--", "make"]),
                "check --no-prove": timed(bench, [bench.paribus, "check", "-q", "--no-prove", "--", "make"]),
                "two builds, diffoscope": timed(bench, ["sh", "-c", TWICE]),
                "reprotest": timed(bench, REPROTEST)}, [Metric("in all", "s")],
                note="native is one build; reprotest makes two and runs diffoscope; neither looks for causes")]
    source = None if bench.quick else fetch(bench, "jq", PACKAGES[0][1])
    if source:
        rows.append(Row("jq", {"paribus check": beyond(
            bench, lambda tree: shutil.copytree(source, tree, symlinks=True),
            ["sh", "-c", f"{PACKAGES[0][2]} && make -j2"], ["--max-runs", "8"])}, metrics, rounds=1,
            note="at most 8 runs, to end in time"))
    return rows


def recorded(bench, name, script):
    """A run kept in the scratch directory, made once."""
    path = f"{bench.scratch}/{name}"
    if not os.path.isdir(path):
        tree = tempfile.mkdtemp(dir=bench.scratch)
        subprocess.run([bench.paribus, "record", "-q", "-r", path, "--", "sh", "-c", script], check=True, cwd=tree,
                       capture_output=True, env=bench.environment)
        shutil.rmtree(tree)
    return path


def compare(bench, script, name, other=None):
    """[seconds, MiB at most] of comparing two runs of a script, or of it and another."""
    def sample():
        pair = [recorded(bench, f"{name}-a", script), recorded(bench, f"{name}-b", other or script)]
        begun = time.perf_counter()
        process = quietly(["/usr/bin/time", "-f", "%M", bench.paribus, "compare", *pair], bench.scratch)
        seconds = time.perf_counter() - begun
        return [seconds, float(process.stderr.split("\n")[-2]) / 1024] if process.returncode in (0, 1) else None
    return sample


def joined(bench, events):
    """Two runs of so many events each.  They differ in an output, so that the events are joined."""
    return compare(bench, f"exec {bench.micro} event {events}", f"events-{events}")


def throughput(bench, size):
    """GB of an output that is equal in both runs, per second, past what a comparison costs anyway."""
    def sample():
        base = f"{bench.scratch}/base"
        if not os.path.exists(base):
            with open(base, "wb") as file:
                for _ in range(size >> 20):
                    file.write(os.urandom(1 << 20))
        large = compare(bench, f"cp {base} output", "large")()
        small = compare(bench, ": > output", "small")()
        return [size / 1e9 / max(large[0] - small[0], 0.005)]
    return sample


def touched(bench, size):
    """Two outputs of so many bytes of which one differs."""
    write = f"head -c {size} /dev/zero | tr '\\0' x > output"
    touch = f"printf y | dd of=output bs=1 seek={size * 2 // 3} conv=notrunc status=none"
    return compare(bench, write, f"touched-{size}", f"{write}; {touch}")


def many(bench, count):
    """A run so long that it is measured once."""
    name = f"{count:,} events"
    return Row("join and compare two long runs", {name: joined(bench, count)},
               [Metric("time", "s"), Metric("memory", "MiB", [Target(name, "value", 256)])], rounds=1)


def analyzer(bench):
    sizes = [10**4, 10**5, 10**6]
    flat = [Target("1,000,000 events", "ratio", 1.2)]
    large = 2 * 10**(8 if bench.quick else 9)
    return [Row("join and compare two runs", {f"{size:,} events": joined(bench, size) for size in sizes},
                [Metric("time", "s", [Target("1,000,000 events", "value", 0.5)]), Metric("memory", "MiB", flat)],
                baseline="10,000 events"),
            many(bench, 10**7 if bench.quick else 10**8),
            Row("equal outputs", {"paribus compare": throughput(bench, 1 << (28 if bench.quick else 30))},
                [Metric("from the page cache", "GB/s", [Target("paribus compare", "least", 5)])],
                note="GB of one of the two files; twice as much is read"),
            Row(f"outputs of {large / 1e9:g} GB that differ in one byte", {"paribus compare": touched(bench, large)},
                [Metric("time", "s", [Target("paribus compare", "value", 5)]),
                 Metric("memory", "MiB", [Target("paribus compare", "value", 256)])], rounds=3)]


def single(bench, source):
    """Runs that proving the one cause of an example took."""
    def prepare(tree):
        shutil.copytree(f"{ROOT}/examples/{source}", tree)
        subprocess.run(["gcc", "-g", "-o", "leak", "leak.c"], cwd=tree, check=True, capture_output=True)
    command = ["sh", "-c", "echo text > made && ./leak made"] if source == "stat" else ["./leak"]

    def sample():
        report = check(bench, prepare, command)[1]
        causes = {cause["unit"] for output in report["outputs"] for cause in output["causes"]
                  if cause["verdict"] == "proven"}
        return [len(report["runs"]), len(causes)] if causes else None
    return sample


def localization(bench):
    target = [Target("paribus check", "value", 6)]
    return [Row(f"examples/{source}", {"paribus check": single(bench, source)},
                [Metric("runs", "", target), Metric("proven causes", "")]) for source in SOURCES]
