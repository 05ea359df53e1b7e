"""
Baseline: what reprotest does, one factor at a time.  Twice with everything the same, then each factor
alone is changed, by means that have nothing to do with paribus: libfaketime, the environment,
namespaces, setarch, taskset, disorderfs.  Names a source at best; random bytes it cannot hold.
"""
import os
import shutil
import subprocess
import tempfile
import time

from answer import Answer, Found
from native import Native, differing

NAME = "bisection"

BASE_ENV = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "HOME": "/root", "USER": "build",
            "LOGNAME": "build", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TZ": "UTC",
            "FAKETIME_FMT": "%s"}
FAKETIME = ["faketime", "-m", "-f"]


def wrapper(clock="@1646370367", aslr=False, burn=0, host=None, umask=None, user=None,
            cpus=None, files=None):
    """The command line in front of the case's: all of the factors, each at its base by default."""
    script = [f"hostname {host or 'base'}", f"umask {umask or '022'}"]
    script += [f"ulimit -n {files or 512}"]
    script += ["i=0; while [ $i -lt %d ]; do /bin/true; i=$((i+1)); done" % burn]
    script += [f"chown -R {user} ." if user else ":"]
    command = ["unshare", *([] if os.geteuid() == 0 else ["--map-root-user"]), "--mount", "--uts", "--pid", "--fork", "--mount-proc", "--",
               "sh", "-c", "; ".join(script) + '; exec "$@"', "sh"]
    if cpus and shutil.which("taskset"):
        command += ["taskset", "-c", cpus]
    if not aslr:
        command += ["setarch", "-R"]
    if user and shutil.which("setpriv"):
        command += ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups"]
    return [*command, *FAKETIME, clock]


FACTORS = {
    "time": {"clock": "@1952255655"},
    "pid": {"burn": 37},
    "memory": {"aslr": True},
    "host": {"host": "varied"},
    "umask": {"umask": "027"},
    "user": {"user": "65534"},
    "cpu": {"cpus": "0"},
    "limits": {"files": 300},
}
ENVIRONMENTS = {
    "env": {"HOME": "/nonexistent", "USER": "other", "LOGNAME": "other", "CAPTURE_ENVIRONMENT": "1"},
    "locale": {"LANG": "de_DE.UTF-8", "LC_ALL": "de_DE.UTF-8"},
    "timezone": {"TZ": "UTC+11"},
}


def disordered(native):
    """The tree through a file system that shuffles directories; None where that cannot be."""
    if not shutil.which("disorderfs") or not os.path.exists("/dev/fuse"):
        return None
    below = tempfile.mkdtemp(prefix="disorder.")
    shutil.rmtree(native.root, ignore_errors=True)
    os.mkdir(native.root)
    mount = subprocess.run(["disorderfs", "--reverse-dirents=yes", below, native.root],
                           capture_output=True, check=False)
    if mount.returncode:
        os.rmdir(below)
        return None
    return below


def run_disordered(native):
    below = disordered(native)
    if not below:
        return None
    try:
        native.runs += 1
        shutil.copytree(native.pristine, native.root, symlinks=True, dirs_exist_ok=True)
        done = subprocess.run([*wrapper(), *native.case.command], cwd=native.root, env=BASE_ENV,
                              capture_output=True, stdin=subprocess.DEVNULL, check=False)
        del done
        return native.collect(native.root)
    finally:
        subprocess.run(["fusermount", "-u", native.root], capture_output=True, check=False)
        shutil.rmtree(below, ignore_errors=True)


def trials(native):
    """(source, outputs) with that factor changed."""
    for source, change in FACTORS.items():
        yield source, native.run(wrapper(**change), BASE_ENV)
    for source, change in ENVIRONMENTS.items():
        yield source, native.run(wrapper(), {**BASE_ENV, **change})
    yield "path", native.run(wrapper(), BASE_ENV, native.root + ".moved")
    left = run_disordered(native)
    if left is not None:
        yield "dirorder", left


def examine(case, root, program):
    del program
    answer, native = Answer(), Native(case, root)
    began = time.monotonic()
    base, again = native.run(wrapper(), BASE_ENV), native.run(wrapper(), BASE_ENV)
    unstable = differing(base, again)
    for path in unstable:
        answer.accused[path] = []
    for source, left in trials(native):
        known = {path: base[path] for path in base if source != "dirorder" or path[0] != "<"}
        for path in differing(known, left):
            if path not in unstable:
                answer.accused.setdefault(path, [[]])[0].append(Found(source))
    explained = any(region for region in answer.accused.values())
    answer.verdict = ("divergent" if explained else "unexplained" if unstable else "reproducible")
    answer.runs, answer.seconds = native.runs, time.monotonic() - began
    return answer
