"""The table of what is measured: one function per part, each the rows of that part.

Figures of `micro` are nanoseconds per call: the median over batches, or the mean where what happens
now and then (a new chunk of the trace) belongs to the price.
"""
import os
import subprocess

from contenders import EVERYONE, TABLE, execute
from session import Metric, Row, Target

MEDIAN, MEAN, FAULTS = 0, 1, 2

# call, calls made, target of the pinned ratio
CALLS = [
    ("clock_gettime", 930000, 0.5), ("gettimeofday", 930000, 0.5), ("time", 930000, 4), ("getenv", 930000, 1.1),
    ("getpid", 620000, 0.2), ("gettid", 620000, 0.2), ("uname", 620000, 0.2), ("umask", 620000, 0.2),
    ("getrandom", 310000, 0.3), ("stat", 155000, 1.1),
]
# They never enter the kernel and cost strace nothing: many, so that its stops at the clock do not count.
# Why a row is not better than it is.
LIMITS = {
    "umask": "a write, of which the kernel must hear each time: kept back, it would be lost to what asks the kernel "
             "itself (static code, Go in the same process), and files would be made with the wrong mode",
    "stat": "statx is asked in place of stat, for the birth of the file; what is new is then looked up; asking stat "
            "first would cost files of the run a second call",
}
IN_USER_SPACE = ["clock_gettime", "gettimeofday", "time", "getenv"]
DIRECTORIES = [(1000, 310, 1.2), (100000, 31, 1.3)]


def micro(bench, name, row, count, argument=(), pick=MEDIAN, scale=1.0):
    """A contender of a row of `micro`."""
    slower = 0.1 if "strace" in name and row in IN_USER_SPACE else TABLE[name][1]
    command = [bench.micro, row, str(max(1, int(count / slower))), *argument]

    def figures(room, seconds, process):
        return [float(process.stdout.split()[pick]) * scale]
    return lambda: execute(bench, name, command, figures)


def micro_row(bench, row, count, names=tuple(EVERYONE), argument=(), pick=MEDIAN, scale=1.0, unit="ns", **more):
    contenders = {name: micro(bench, name, row, count, argument, pick, scale) for name in names}
    targets = more.pop("targets", [])
    return Row(more.pop("name", row), contenders, [Metric("", unit, targets)], **more)


def listed(bench, call):
    """Whether this version of paribus has that call in its table."""
    table = subprocess.run([bench.paribus, "sources", "--markdown"], capture_output=True, text=True, check=True)
    return f"`{call}`" in table.stdout or f" {call} " in table.stdout


def calls(bench):
    rows = []
    for call, count, limit in CALLS:
        there = listed(bench, call)
        unlisted = f"not in the table of sources: no target {limit}"
        rows.append(micro_row(bench, call, count // (10 if bench.quick else 1),
                              targets=[Target("paribus pin", "ratio", limit)] if there else [],
                              note=LIMITS.get(call, "") if there else unlisted))
    return rows


def make_directory(bench, entries):
    """Names in no order a kernel would give: a multiplicative walk."""
    path = f"{bench.scratch}/directory-{entries}"
    if not os.path.isdir(path):
        os.mkdir(path)
        for number in range(entries):
            os.close(os.open(f"{path}/entry-{number * 2654435761 % 2**32:08x}", os.O_CREAT | os.O_WRONLY))
    return path


def disorderfs(bench, path, count):
    """The directory read through a sorting FUSE file system, mounted for the time of the sample."""
    mount = f"{path}.mounted"
    options = ["--sort-dirents=yes", "--reverse-dirents=no", "--multi-user=no"]

    def sample():
        os.makedirs(mount, exist_ok=True)
        try:
            subprocess.run(["disorderfs", *options, path, mount], check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            return None
        try:
            return micro(bench, "native", "directory", count, [mount], scale=1e-3)()
        finally:
            subprocess.run(["fusermount", "-u", mount], check=False, capture_output=True)
    return sample


def directories(bench):
    rows = []
    for entries, count, limit in DIRECTORIES:
        path = make_directory(bench, entries)
        row = micro_row(bench, "directory", count, [n for n in EVERYONE if n != "ltrace"], [path], scale=1e-3,
                        unit="us", name=f"{entries:,} entries", targets=[Target("paribus pin", "ratio", limit)])
        row.contenders["disorderfs"] = disorderfs(bench, path, count)
        rows.append(row)
    return rows


def trace_bytes(room):
    """Bytes of the trace in use: what was allocated ahead and not yet used is zero, to the end."""
    with open(f"{room}/run/trace", "rb") as trace:
        data = trace.read()
    return len(data.rstrip(b"\0"))


def event_sampler(bench, name, row, count, argument=()):
    """[ns per event, bytes per event], what an empty trace takes left out by the number of events."""
    def figures(room, seconds, process):
        traced = os.path.exists(f"{room}/run/trace")
        return [float(process.stdout.split()[MEAN]), trace_bytes(room) / count if traced else 0]
    return lambda: execute(bench, name, [bench.micro, row, str(count), *argument], figures)


def events(bench):
    count = 100000 if bench.quick else 1000000
    names = ["native", "paribus off", "paribus pin", "record, no stacks", "paribus record"]
    return [Row("recorded from ten frames deep (time)",
                {name: event_sampler(bench, name, "event", count) for name in names},
                [Metric("time", "ns", [Target("paribus record", "value", 150)]),
                 Metric("in the trace", "bytes", [Target("paribus record", "value", 24)])])]


def musl_true(bench):
    """A trivial program with musl's loader; None: no musl here."""
    program = f"{bench.scratch}/true"
    build = subprocess.run(["sh", "-c", f"echo 'int main(void) {{ return 0; }}' | musl-gcc -x c -o {program} -"],
                           capture_output=True, check=False)
    return program if build.returncode == 0 else None


SPAWN = ("on a virtual machine glibc's loader spends most of it in cpuid, which traps; of what a pinned process costs more, "
         "loading one more object is what the empty preload costs, attaching to libc and the vDSO what --no-patch leaves out, the "
         "rest the tables of the run: a mapping, three pages touched first, in the child before exec once more, and the system "
         "calls counted below; record adds the mapping and first page of its trace, what the process is and where it stands")


def system_calls(bench, name):
    """[of a start in all]: what 30 more starts add, counted by strace."""
    def counted(starts):
        def figures(room, seconds, process):
            with open(f"{room}/calls", encoding="utf-8") as calls:
                return sum(1 for line in calls if "resumed>" not in line)
        return execute(bench, name, [bench.micro, "spawn", str(starts)], figures,
                       around=lambda command, room: ["strace", "-f", "-qq", "-o", f"{room}/calls", *command])

    def sample():
        few, more = counted(31), counted(62)
        return [(more - few) / 31] if few and more else None
    return sample


STARTS = ["native", "empty preload", "paribus off", "pin, --no-patch", "paribus pin", "paribus record", "libfaketime"]


def processes(bench):
    count = 124 if bench.quick else 620
    more = {"scale": 1e-3, "unit": "us"}
    rows = [micro_row(bench, "spawn", count, [*EVERYONE, "pin, --no-patch"], name="fork, exec, wait", **more,
                      targets=[Target("paribus pin", "ratio", 1.10), Target("paribus record", "ratio", 1.15)],
                      note=SPAWN),
            micro_row(bench, "spawn", count, STARTS, name="page faults of the child", pick=FAULTS, unit="", rounds=1),
            Row("system calls", {name: system_calls(bench, name) for name in STARTS}, [Metric("", "")], rounds=1)]
    program = musl_true(bench)
    if program:
        rows.append(micro_row(bench, "spawn", count, [n for n in EVERYONE if n not in ("libfaketime", "ltrace")],
                              [program], name="the same, musl", **more, note="musl's loader asks for no cpuid"))
    return rows
