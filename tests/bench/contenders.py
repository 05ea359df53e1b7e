"""Who is compared: how a command line is put under each contender.

A contender turns a command into (command, environment); what it leaves behind lies in `room`, a directory
of its own that is removed after the sample.
"""
import glob
import os
import shutil
import struct
import subprocess
import tempfile
import time

FAKED = "2033-05-18 03:33:20"
WATCHED = "trace=%clock,getpid,gettid,uname,umask,getrandom,newfstatat,getdents64,execve"
CONFIG_FLAGS, FLAG_STACKS = 512 + 16, 2  # preload/abi/run.h: offset of run_shared.config.flags, RUN_FLAG_STACKS


class Bench:
    """What is there: the programs of the build, a place to work in."""

    def __init__(self, build, quick=False, full=False):
        self.build = os.path.abspath(build)
        self.quick, self.full = quick, full
        self.paribus = f"{self.build}/runner/paribus"
        self.library = f"{self.build}/lib/paribus/libparibus.so"
        self.micro = f"{self.build}/tests/bench/micro"
        self.empty = f"{self.build}/tests/bench/libempty.so"
        self.scratch = tempfile.mkdtemp(prefix="paribus-bench-")
        self.environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": self.scratch, "LC_ALL": "C.UTF-8",
                            "FORCE_UNSAFE_CONFIGURE": "1"}

    def close(self):
        shutil.rmtree(self.scratch, ignore_errors=True)


def native(bench, command, room):
    return command, {}


def empty(bench, command, room):
    return command, {"LD_PRELOAD": bench.empty}


def mode(*options):
    return lambda bench, command, room: (
        [bench.paribus, "run", "-q", "--keep-env", "all", *options, "--", *command], {})


def record(bench, command, room):
    return [bench.paribus, "record", "-q", "-r", f"{room}/run", "--", *command], {}


def record_without_stacks(bench, command, room):
    """No option of paribus: a run directory like record's, without the flag, and the library put before
    the program by hand."""
    directory = f"{room}/run"
    subprocess.run([bench.paribus, "record", "-q", "-r", directory, "--", "true"], check=True,
                   cwd=f"{room}/tree")
    with open(f"{directory}/shared", "r+b") as config:
        config.seek(CONFIG_FLAGS)
        flags, = struct.unpack("<I", config.read(4))
        config.seek(CONFIG_FLAGS)
        config.write(struct.pack("<I", flags & ~FLAG_STACKS))
    return command, {"LD_PRELOAD": bench.library, "PARIBUS_RUN": f"0.0:{directory}"}


def libfaketime(bench, command, room):
    found = glob.glob("/usr/lib/*/faketime/libfaketime.so.1")
    return (command, {"LD_PRELOAD": found[0], "FAKETIME": FAKED}) if found else None


def traced(program, *options):
    def contender(bench, command, room):
        return ([program, *options, "-o", "/dev/null", *command], {}) if shutil.which(program) else None
    return contender


# name -> (how, by how much fewer calls it is asked for: it is that much slower)
TABLE = {
    "native": (native, 1),
    "empty preload": (empty, 1),
    "paribus off": (mode("--off", "all"), 1),
    "paribus pin": (mode(), 1),
    "paribus vary": (mode("--vary", "all"), 1),
    "paribus record": (record, 1),
    "record, no stacks": (record_without_stacks, 1),
    "libfaketime": (libfaketime, 1),
    "strace -f": (traced("strace", "-f"), 200),
    "strace --seccomp-bpf": (traced("strace", "-f", "--seccomp-bpf", "-e", WATCHED), 200),
    "ltrace": (traced("ltrace", "-f"), 2000),
}
EVERYONE = list(TABLE)
TABLE["pin, --no-patch"] = (mode("--no-patch"), 1)
OURS = ["native", "paribus pin", "paribus record"]


def execute(bench, name, command, figures, prepare=None, around=None):
    """Runs `command` in a tree of its own under a contender; figures(room, seconds, process) or None.

    around(command, room): what watches the contender and all.
    """
    room = tempfile.mkdtemp(dir=bench.scratch)
    tree = f"{room}/tree"
    try:
        prepare(tree) if prepare else os.mkdir(tree)
        wrapped = TABLE[name][0](bench, command, room)
        if wrapped is None:
            return None
        watched = around(wrapped[0], room) if around else wrapped[0]
        begun = time.perf_counter()
        process = subprocess.run(watched, env={**bench.environment, **wrapped[1]}, cwd=tree,
                                 capture_output=True, text=True, timeout=3600, check=False)
        seconds = time.perf_counter() - begun
        return figures(room, seconds, process) if process.returncode == 0 else None
    except (subprocess.SubprocessError, OSError, ValueError):
        return None
    finally:
        shutil.rmtree(room, ignore_errors=True)
