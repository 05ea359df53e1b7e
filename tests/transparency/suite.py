"""Runs the suites natively and under paribus in every mode, and keeps which tests ended how.

  python3 tests/transparency/suite.py DIRECTORY [PACKAGE...]

DIRECTORY holds sources, what was built of them, a log of every run, and PACKAGE.json.
"""
import argparse
import difflib
import json
import os
import shutil
import signal
import subprocess
import sys
import time

from packages import PACKAGES
import results

HERE = os.path.dirname(os.path.abspath(__file__))
MODES = {
    "native": [],
    "off": ["run", "-q", "--off", "all"],
    "record": ["record", "-q", "-r", "{run}"],
    "pin": ["run", "-q"],
}
# autoconf and automake make these of others, and are asked to again when they look older: patches confuse that.
GENERATED = {"aclocal.m4": 0, "configure": 1, "Makefile.in": 1, "config.h.in": 1, "config.hin": 1, "stamp-h.in": 1}


def freshen(tree):
    now = time.time()
    for folder, _, names in os.walk(tree):
        for name in names:
            if name in GENERATED:
                when = now + GENERATED[name]
                os.utime(os.path.join(folder, name), (when, when))
    time.sleep(1.1)


def remove(*trees):
    for tree in trees:
        shutil.rmtree(tree, ignore_errors=True)


class Suite:
    def __init__(self, place, paribus, limit):
        self.place = os.path.abspath(place)
        self.paribus = os.path.abspath(paribus)
        self.limit = limit
        os.makedirs(self.place, exist_ok=True)

    def path(self, package, what):
        return f"{self.place}/{package.file}.{what}"

    def fetch(self, package):
        """The unpacked source; None: it cannot be had."""
        if package.source == "-":
            os.makedirs(f"{self.place}/none", exist_ok=True)
            return f"{self.place}/none"
        done = subprocess.run(["sh", f"{HERE}/../fetch-source.sh", package.debian,
                               f"{self.place}/sources"], capture_output=True, text=True, check=False)
        return done.stdout.strip() if done.returncode == 0 else None

    def under(self, package, mode, command):
        words = [word.format(run=self.path(package, "run")) for word in MODES[mode]]
        return [self.paribus, *words, "--", "sh", "-c", command] if words else ["sh", "-c", command]

    def run(self, package, mode, command, log):
        """Exit status of a command in the package's tree; a hang is one, too."""
        remove(self.path(package, "run"))
        with open(log, "w", encoding="utf-8") as out, \
                subprocess.Popen(self.under(package, mode, command), cwd=self.path(package, "tree"), stdout=out,
                                 stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, start_new_session=True) as process:
            try:
                return process.wait(self.limit)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                return "hang"
            finally:
                remove(self.path(package, "run"))

    def prepare(self, package, source):
        """Builds it, once, where it will be run; an error or None.  Compares what configure finds on the way."""
        built, tree = self.path(package, "built"), self.path(package, "tree")
        if os.path.exists(f"{built}/done"):
            return None
        remove(built, tree)
        os.makedirs(built)
        shutil.copytree(source, tree, symlinks=True)
        freshen(tree)
        shutil.copy(f"{HERE}/bash-each.sh", tree)
        steps = [package.prepare, package.configure or ":", package.build]
        for nth, step in enumerate(steps):
            if nth == 1 and package.header:
                self.configure(package, tree)
            if self.run(package, "native", step, f"{built}/{nth}.log") != 0:
                return f"could not be built, see {built}/{nth}.log"
        os.rename(tree, f"{built}/tree")
        with open(f"{built}/done", "w", encoding="utf-8"):
            return None

    def configure(self, package, tree):
        """What configure writes natively and pinned, from the same tree at the same place."""
        pristine, found = f"{tree}.pristine", {}
        os.rename(tree, pristine)
        for mode in ("native", "pin"):
            subprocess.run(["cp", "-a", pristine, tree], check=True)
            self.run(package, mode, package.configure, self.path(package, f"configure.{mode}.log"))
            try:
                with open(f"{tree}/{package.header}", encoding="utf-8") as header:
                    found[mode] = header.read().splitlines()
            except OSError:
                found[mode] = [f"not made by configure, {mode}"]
            remove(tree)
        os.rename(pristine, tree)
        lines = difflib.unified_diff(found["native"], found["pin"], "native", "pin", n=0, lineterm="")
        with open(self.path(package, "configure.json"), "w", encoding="utf-8") as out:
            json.dump({"lines": len(found["native"]), "differ": list(lines)}, out, indent=1)

    def check(self, package, mode):
        """How each test ended on a fresh copy of the built tree."""
        tree, log = self.path(package, "tree"), self.path(package, f"{mode}.log")
        remove(tree)
        subprocess.run(["cp", "-a", self.path(package, "built") + "/tree", tree], check=True)
        begun = time.monotonic()
        status = self.run(package, mode, package.check, log)
        seconds = time.monotonic() - begun
        remove(tree)
        with open(log, encoding="utf-8", errors="replace") as text:
            return {"tests": results.read(text.read(), status), "seconds": round(seconds, 1)}

    def package(self, package, modes):
        source = self.fetch(package)
        error = self.prepare(package, source) if source else "its source cannot be fetched"
        return {"skipped": error} if error else {mode: self.check(package, mode) for mode in modes}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("place", help="where sources, trees and results are kept")
    parser.add_argument("package", nargs="*", metavar="PACKAGE")
    parser.add_argument("--paribus", default="build/runner/paribus")
    parser.add_argument("--modes", default=",".join(MODES))
    parser.add_argument("--limit", type=int, default=900, help="seconds a run may take")
    arguments = parser.parse_intermixed_args()
    suite = Suite(arguments.place, arguments.paribus, arguments.limit)
    for package in PACKAGES:
        if arguments.package and package.file not in arguments.package:
            continue
        answer = suite.package(package, arguments.modes.split(","))
        with open(suite.path(package, "json"), "w", encoding="utf-8") as out:
            json.dump(answer, out, indent=1, sort_keys=True)
        for line in results.summary(package.name, answer):
            print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
