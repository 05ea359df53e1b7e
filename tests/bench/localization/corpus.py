"""The cases: a directory each, with the program, and with the truth in truth.json (see README.md)."""
import fnmatch
import json
import os
import re
import shutil
import subprocess
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
KNOWN = {"about", "kind", "language", "setup", "command", "options", "needs", "tools", "outputs",
         "verdict", "hint", "quick", "package"}


class Truth:
    """
    One cause of one output.  `a|b` allows either, an empty field is not asked about, and an optional
    cause may be named but need not be.
    """

    def __init__(self, output, row, root):
        self.output = output
        self.source = row["source"].split("|")
        self.call = (row.get("call") or "").split("|")
        self.process = (row.get("process") or "").split("|")
        self.line = line_of_marker(root, row["line"]) if row.get("line") else None
        self.optional = row.get("optional", False)

    def agrees(self, found, level):
        wanted = getattr(self, level)
        if level == "line":
            return found.line is not None and found.line == wanted
        return wanted == [""] or getattr(found, level) in wanted

    def free(self, level):
        return getattr(self, level) in (None, [""])

    def asks(self, level):
        return not self.free(level) and not self.optional


def line_of_marker(root, place):
    """FILE:MARK to FILE:NUMBER, by the only line of the file that has the words MARK."""
    file, mark = place.rsplit(":", 1)
    words = rf"(?<!\w){re.escape(mark)}(?!\w)"
    with open(os.path.join(root, file), encoding="utf-8", errors="replace") as text:
        at = [n for n, line in enumerate(text, 1) if re.search(words, line)]
    if len(at) != 1:
        raise SystemExit(f"{root}/{file}: {len(at)} lines are marked {mark}, not 1")
    return f"{file}:{at[0]}"


def fetch(package, root):
    """The unpacked source of a Debian package as ROOT; a string: why not."""
    script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "fetch-source.sh")
    kept = os.path.join(tempfile.gettempdir(), f"paribus-sources-{os.getuid()}")
    done = subprocess.run(["sh", script, package, kept], text=True, capture_output=True,
                          stdin=subprocess.DEVNULL, check=False)
    if done.returncode:
        return f"the source of {package} cannot be fetched: {done.stderr.strip()[-100:]}"
    shutil.copytree(done.stdout.strip(), root, symlinks=True, ignore=shutil.ignore_patterns(".unpacked"))
    return None


class Case:
    def __init__(self, directory):
        self.directory = directory
        self.name = os.path.basename(directory)
        with open(os.path.join(directory, "truth.json"), encoding="utf-8") as file:
            self.data = json.load(file)
        strange = set(self.data) - KNOWN
        if strange:
            raise SystemExit(f"{directory}/truth.json: unknown {', '.join(sorted(strange))}")
        for key in ("kind", "language", "verdict"):
            setattr(self, key, self.data[key])
        self.command = self.data["command"]
        self.options = self.data.get("options", [])
        self.hint = self.data.get("hint")

    def missing(self, sources):
        """Why the case cannot run here; None: it can."""
        for source in self.data.get("needs", []):
            if source not in sources:
                return f"needs source {source}"
        for tool in self.data.get("tools", []):
            if not shutil.which(tool):
                return f"needs {tool}"
        return None

    def prepare(self, root):
        """A fresh copy, set up; a string instead: what is not to be had."""
        if "package" in self.data:
            why = fetch(self.data["package"], root)
        else:
            why = None
            shutil.copytree(self.directory, root, symlinks=True)
            os.remove(os.path.join(root, "truth.json"))
        setup = self.data.get("setup")
        if setup and not why:
            done = subprocess.run(["sh", "-ec", setup], cwd=root, capture_output=True, text=True,
                                  stdin=subprocess.DEVNULL, check=False)
            if done.returncode:
                raise RuntimeError(f"cannot be set up: exit status {done.returncode}: "
                                   + (done.stderr or done.stdout).strip()[-200:])
        return why

    def truths(self, root):
        return [Truth(output, row, root) for output, rows in self.data.get("outputs", {}).items()
                for row in rows]

    def considered(self, path):
        """Whether the case's command looks at that output at all (its --output options)."""
        asked = [self.options[i + 1] for i, word in enumerate(self.options) if word == "--output"]
        return not asked or any(path == one or path.startswith(one + "/") for one in asked)


def belongs(truth, path):
    return truth.output == path or fnmatch.fnmatchcase(path, truth.output)


def load(folder, patterns, quick):
    cases = []
    for name in sorted(os.listdir(os.path.join(HERE, folder))):
        directory = os.path.join(HERE, folder, name)
        if not os.path.isfile(os.path.join(directory, "truth.json")):
            continue
        if patterns and not any(re.search(pattern, name) for pattern in patterns):
            continue
        case = Case(directory)
        if not quick or case.data.get("quick"):
            cases.append(case)
    return cases
