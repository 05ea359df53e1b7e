"""Runs what a page of documentation shows, and holds the shown output against the real one.

    sessions.py PARIBUS PAGE.md             compares; 1: the page does not tell the truth, 77: skipped
    sessions.py --update PARIBUS PAGE.md    writes the real output into the page

A page is one session in one fresh directory, in one shell:
    ```c file=src/a.c     the block is written to that file before what follows is run
    ```console            "$ COMMAND" is run ("> " goes on with it), what stands below is its output;
                          a line "..." stands for any number of lines
    <!-- needs: meson, python3:pytest, ~/.cargo/bin/cargo -->   programs, modules of python3
    <!-- beside: examples/leaky-build -->   copied into the directory first
    <!-- installed -->   paribus is installed below $PREFIX first, and run from there
Other blocks are only shown.  Not compared: ids of call sites, the digits of differing values, and
how many processes, calls and runs there were, which are another system's to decide.
"""
import difflib
import fcntl
import os
import re
import shutil
import subprocess
import sys

SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FENCE = re.compile(r"^```(\w*)(?:\s+file=(\S+))?\s*$")
LOOSE = [  # (where, what of it, what stands for it)
    (r"", r"\b[0-9a-f]{16}\b", "ID"),
    (r"^ +[ab]: .*\\x", r"(?<=: ).*", "BYTES"),
    (r"^ +[ab]: ", r"[\w+/=-]*\d[\w+/=-]*", "#"),
    (r"", r"\+0x[0-9a-f]+", "+0x"),
    (r"^ +(way|process): ", r"\bcc\w{6}\b", "ccTMP"),
    (r"", r"\bbytes? \d+(-\d+)?", "bytes"),
    (r"^\d+ runs: ", r"^.*$", "RUNS"),
    (r"", r"\b20\d\d-\d\d-\d\dT[\d:]+Z", "MOMENT"),
    (r"^ *\^+$", r".*", "^"),
    (r"^  also ", r"\"[^\"]*\"", "VALUE"),
    (r"stands in the output", r"returned, .*, stands", "returned, VALUE, stands"),
    (r"^coverage: |^innocent: |^note: calls in both|^fleet: ", r"\d+", "#"),
    (r"", r"\s*\b\d+\.\d+ ?s(ec)?\b", "TIME"),
]


def loosely(line):
    line = line.rstrip()
    for where, what, instead in LOOSE:
        if re.search(where, line):
            line = re.sub(what, instead, line)
    return line


def normal(lines):
    """Loosely, and without the rest of a long list of runs."""
    kept, runs = [], False
    for line in map(loosely, lines):
        runs = line.startswith("RUNS") or runs and line.startswith("  ")
        if not runs:
            kept.append(line)
    return kept


def matches(shown, real):
    """Whether the lines shown, with "..." for any, are the real ones."""
    shown, real = normal(shown), normal(real)
    able = {0}  # how many real lines the shown ones so far can stand for
    for line in shown:
        if line == "...":
            able = set(range(min(able), len(real) + 1)) if able else able
        else:
            able = {at + 1 for at in able if at < len(real) and real[at] == line}
    return len(real) in able


def renewed(shown, real):
    """The real output, with what the page left out left out again."""
    if "..." not in shown:
        return real
    lines = []
    pairs = difflib.SequenceMatcher(None, [loosely(line) for line in shown],
                                    [loosely(line) for line in real], False)
    for tag, from_shown, to_shown, from_real, to_real in pairs.get_opcodes():
        there, here = shown[from_shown:to_shown], real[from_real:to_real]
        if "..." not in there:
            lines += here
            continue
        before, behind = there.index("..."), there[::-1].index("...")
        lines += here[:before] + ["..."] + (here[-behind:] if behind else [])
    return lines


def parts(lines):
    """("file", name, text), ("run", command, first line of output, one past it), in order."""
    at = 0
    while at < len(lines):
        fence = FENCE.match(lines[at])
        if not fence:
            at += 1
            continue
        end = at + 1
        while end < len(lines) and lines[end] != "```":
            end += 1
        if fence.group(2):
            yield "file", fence.group(2), "".join(line + "\n" for line in lines[at + 1:end]), None
        elif fence.group(1) == "console":
            yield from commands(lines, at + 1, end)
        at = end + 1


def commands(lines, at, end):
    while at < end:
        assert lines[at].startswith("$ "), "output without a command: " + lines[at]
        command = lines[at][2:]
        at += 1
        while at < end and lines[at].startswith("> "):
            command += "\n" + lines[at][2:]
            at += 1
        first = at
        while at < end and not lines[at].startswith("$ "):
            at += 1
        yield "run", command, first, at


class Shell:
    """One bash for the whole page: directories and variables stay."""
    MARK = "\x1eparibus-docs\x1e"

    def __init__(self, directory, environment):
        self.process = subprocess.Popen(["bash", "--noprofile", "--norc"], cwd=directory,
                                        env=environment, stdin=subprocess.PIPE, text=True,
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                        errors="backslashreplace", start_new_session=True)

    def run(self, command):
        # the status the next command sees as $? is that of this one
        self.process.stdin.write("(exit ${status-0}); eval %s </dev/null\nstatus=$?; printf '%s\\n'\n"
                                 % (quoted(command), self.MARK))
        self.process.stdin.flush()
        lines = []
        for line in self.process.stdout:
            if line.endswith(self.MARK + "\n"):
                last = line[:-len(self.MARK) - 1]
                return lines + ([last] if last else [])
            lines.append(line.rstrip("\n"))
        raise EOFError("the shell ended in: " + command)

    def close(self):
        self.process.stdin.close()
        self.process.wait(20)


def quoted(text):
    return "'" + text.replace("'", "'\\''") + "'"


def directives(lines, name):
    for line in lines:
        found = re.match(r"<!-- %s: (.*) -->$" % name, line)
        if found:
            yield from (word.strip() for word in found.group(1).split(","))


def missing(needs, path):
    """The first that is not here, or None."""
    for need in needs:
        program, _, module = need.partition(":")
        where = shutil.which(os.path.expanduser(program), path=path)
        if not where or module and subprocess.run(
                [where, "-c", "import " + module], capture_output=True).returncode:
            return need
    return None


def install(prefix):
    """As a user would; PARIBUS_BUILD names the build directory."""
    subprocess.run(["cmake", "--install", os.environ["PARIBUS_BUILD"], "--prefix", prefix],
                   check=True, stdout=subprocess.DEVNULL)
    return os.path.join(prefix, "bin", "paribus")


def surroundings(paribus, directory, needs):
    own = [os.path.dirname(os.path.expanduser(need)) for need in needs if "/" in need]
    tools = os.path.join(SOURCE, "tests", "docs", "bin")
    path = ":".join([os.path.dirname(paribus), *own, tools, "/usr/local/bin", "/usr/bin", "/bin"])
    home = os.environ.get("HOME", "/")
    return {"PATH": path, "HOME": directory + ".home", "LANG": "C.UTF-8", "TZ": "UTC", "SHELL": "/bin/bash",
            "RUSTUP_HOME": os.environ.get("RUSTUP_HOME", home + "/.rustup"), "SOURCE": SOURCE,
            "PYTHONDONTWRITEBYTECODE": "1",
            "PREFIX": os.path.dirname(os.path.dirname(paribus))}


def play(lines, directory, environment):
    """(command, first, end, real output) of each command."""
    shell = Shell(directory, environment)
    try:
        for kind, name, first, end in parts(lines):
            if kind == "file":
                path = os.path.join(directory, name)
                os.makedirs(os.path.dirname(path), exist_ok=True)
                with open(path, "w") as file:
                    file.write(first)
            else:
                yield name, first, end, shell.run(name)
    finally:
        shell.close()


def report(page, command, shown, real):
    print("%s: not what happens: $ %s" % (page, command))
    print("\n".join(difflib.unified_diff(normal(shown), normal(real), "shown", "real", lineterm="")))


def skip(why):
    print("skipped: " + why)
    sys.exit(77)


def fresh(page):
    """A directory whose name is the same each time, for it may stand in what is shown; and a lock on it.

    Its home beside it is the mark by which what an ended test left is known.
    """
    name = "/tmp/" + os.path.splitext(os.path.basename(page))[0]
    home = name + ".home"
    if os.path.exists(name) and not os.path.exists(home):
        skip("%s is somebody's, and is where this page runs" % name)
    os.makedirs(home, exist_ok=True)
    lock = os.open(home, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        skip("this page is being run elsewhere")
    subprocess.run(["rm", "-rf", name], check=True)
    os.mkdir(name)
    return name, lock


def main(arguments):
    update = arguments[0] == "--update"
    paribus, page = arguments[update:]
    with open(page) as file:
        lines = file.read().splitlines()
    needs = list(directives(lines, "needs"))
    directory, _lock = fresh(page)
    try:
        if any(line.startswith("<!-- installed") for line in lines):
            paribus = install(directory + ".home/prefix")
        environment = surroundings(os.path.abspath(paribus), directory, needs)
        absent = missing(needs, environment["PATH"])
        if absent:
            print("skipped: no %s here" % absent)
            return 77
        for beside in directives(lines, "beside"):
            shutil.copytree(os.path.join(SOURCE, beside), directory, dirs_exist_ok=True)
        wrong, count, shift = 0, 0, 0
        for command, first, end, real in play(list(lines), directory, environment):
            count += 1
            shown = lines[first + shift:end + shift]
            if matches(shown, real):
                continue
            wrong += 1
            if update:
                now = renewed(shown, real)
                lines[first + shift:end + shift] = now
                shift += len(now) - (end - first)
            else:
                report(page, command, shown, real)
    finally:
        subprocess.run(["rm", "-rf", directory, directory + ".home"])
    if update and wrong:
        with open(page, "w") as file:
            file.write("\n".join(lines) + "\n")
    print("%s: %d commands, %d %s" % (page, count, wrong, "updated" if update else "wrong"))
    if not count:
        print("a page without a session proves nothing")
    return 1 if not count or (wrong and not update) else 0


sys.exit(main(sys.argv[1:]))
