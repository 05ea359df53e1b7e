#!/usr/bin/env python3
"""What a libc function reads from kernel or vDSO, as strace sees it, is in the trace as well.

  seen.py PARIBUS SEEN        SEEN is the program built here

Every function classified as attached, composed or uncovered (tests/audit/exports/classes.txt) is run,
or named in not-run.txt.  Fails on what is read and not seen, unless the function is uncovered; on
a clock (the vDSO is hidden from strace) that made no event; and on what is uncovered but seen.
"""
import collections
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', '..', 'audit'))
import exports  # noqa: E402

SKIP = 77
READS = exports.read_reads()
# Files whose contents are the kernel's, not the tree's.
KERNEL_FILE = re.compile(r'"(/proc/[^"]*|/sys/[^"]*|/dev/u?random)"')
# Hooks make no event: process ids are chosen beforehand, timers answer from the virtual clock;
# what comes from a socket is the peer's; settings of a process are its parent's (docs/limits.md).
CHOSEN = {'fork', 'vfork', 'clone', 'clone3', 'wait4', 'waitid', 'alarm', 'getitimer', 'setitimer',
          'timer_gettime', 'timerfd_gettime', 'recvmmsg', 'prctl'}
# libc looks at its own streams and directories, and tells nobody.
OWN_LOOK = re.compile(r'newfstatat\(\d+, "", .*AT_EMPTY_PATH')
START = {'at_random', 'environ'}


def read_windows(log):
    """name -> system calls between the marks, by the process that was started under that name"""
    windows, names, inside = collections.defaultdict(list), {}, set()
    for line in log:
        pid, call = line.split(None, 1)
        started = re.match(r'execve\("\./(\w+)"', call)
        if call.startswith('execve(') and re.search(r'<unfinished|= 0$', call):
            inside.discard(pid)
        if started and pid not in inside:
            names[pid] = started.group(1)
            windows[names[pid]] = []
        elif call.startswith('write(-1, "begin"'):
            inside.add(pid)
        elif call.startswith('write(-1, "end"'):
            inside.discard(pid)
        elif pid in inside:
            windows[names[pid]].append(call.rstrip())
    return windows


def nondeterministic(calls):
    reads = set()
    for call in calls:
        name = re.match(r'\w*', call).group()
        if name in READS and not OWN_LOOK.match(call):
            reads.add(name)
        if name.startswith('open') and KERNEL_FILE.search(call):
            reads.add(KERNEL_FILE.search(call).group(1))
    return reads


def read_events(text):
    """name -> how often each call made an event, between what an idle process did and the end"""
    counts = collections.defaultdict(collections.Counter)
    for line in text.splitlines():
        fields = line.split('\t')
        process = re.match(r'seen > ([\w.]+)$', fields[0])
        if process and len(fields) > 2 and fields[1] not in START:
            counts[process.group(1)][fields[1]] += 1
    return {name: set(count - counts.get(name + '.idle', collections.Counter()))
            for name, count in counts.items()}


class Audit:
    def __init__(self, windows, events, fallen):
        self.rows = exports.read_rows()
        self.groups = {name: group for group in exports.read_groups() for name in group.names}
        self.windows, self.events, self.fallen = windows, events, fallen

    def accounted(self, read, names):
        """Files of the kernel's have rows that are no functions; system calls have functions."""
        if read.startswith('/'):
            return any(self.rows[name].attach == 'PSEUDO' for name in names if name in self.rows)
        return bool(READS[read] & names)

    def problem(self, name):
        """What is wrong with one function, or None."""
        reads, events = nondeterministic(self.windows[name]), self.events.get(name, set())
        group = self.groups.get(name)
        leaves = [name] if name in self.rows else group.by if group and group.kind == 'composed' else []
        rows = [self.rows[leaf] for leaf in leaves if leaf in self.rows]
        # what may be read without being seen: what the leaves that no row holds read
        open_leaves = {leaf for leaf in leaves if leaf not in self.rows}
        hook = any(row.kind == 'HOOK' for row in rows)
        own = {row.of for row in rows if row.kind == 'CALL'} & events
        unseen = sorted(read for read in reads if not (
            hook if read in CHOSEN else own or self.accounted(read, events) or self.accounted(read, open_leaves)))
        if group and group.kind == 'uncovered':
            held = {call for call in events if self.rows[call].source == group.by[0]} if not unseen else ()
            return f'uncovered, but seen: composed {" ".join(sorted(held))}?' if held else None
        if unseen:
            return f'reads {" ".join(unseen)}, and the trace has only: {" ".join(sorted(events)) or "nothing"}'
        expected = {row.of for row in rows if row.kind == 'CALL'} - START
        if expected and not expected & events and not open_leaves:
            return f'no event of {" ".join(sorted(expected))}'
        return None

    def wanted(self):
        calls = {name for name, row in self.rows.items() if row.kind == 'CALL'}
        return calls | {name for name, group in self.groups.items() if group.kind in ('composed', 'uncovered')}

    def excused(self):
        groups = {group.what: group.names for group in self.groups.values()}
        for line in exports.lines(HERE, 'not-run.txt'):
            if line.startswith('    = '):
                yield from groups[line[6:]]
            elif line.startswith(' '):
                yield from (name for word in line.split() for name in exports.braces(word))

    def left_out(self):
        """Functions of this libc that are neither run nor excused."""
        excused = set(self.excused())
        here = {name for path in filter(None, map(exports.library, exports.NAMED))
                for name, _ in exports.exports(path)}
        for name in sorted(excused & set(self.windows)):
            yield name, 'run, and excused in not-run.txt'
        for name in sorted((self.wanted() & here) - excused - set(self.windows)):
            yield name, 'not run: give it a row, or in not-run.txt with the reason'

    def problems(self):
        yield from self.fallen
        yield from self.left_out()
        for name in sorted(self.windows):
            problem = self.problem(name)
            if problem:
                yield name, problem


def in_new_directory(command, **options):
    with tempfile.TemporaryDirectory() as scratch:
        environment = dict(os.environ, RES_OPTIONS='attempts:1 timeout:1', LC_ALL='C')
        return subprocess.run(command, cwd=scratch, env=environment, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, **options)


def windows_of(seen):
    """What strace shows, and the functions that fell."""
    with tempfile.TemporaryDirectory() as scratch:
        log = os.path.join(scratch, 'log')
        try:
            traced = in_new_directory(['strace', '-f', '-qq', '-e', 'trace=!rt_sigaction', '-o', log, seen], timeout=100)
        except FileNotFoundError:
            skip('no strace')
        if traced.returncode != 0:
            skip('strace may not trace here: ' + traced.stderr)
        with open(log, errors='replace') as file:
            return read_windows(file), re.findall(r'^\./(.*): (status.*)', traced.stdout, re.M)


def events_of(paribus, seen, *options):
    """What is in the trace."""
    with tempfile.TemporaryDirectory() as scratch:
        run = os.path.join(scratch, 'run')
        in_new_directory([paribus, 'record', '-q', *options, '-r', run, '--', seen, 'idle'], check=True, timeout=100)
        return read_events(in_new_directory([paribus, 'show', '--events', run], check=True).stdout)


def skip(why):
    print('skipped:', why)
    sys.exit(SKIP)


def main():
    paribus, seen = sys.argv[1:3]
    windows, fallen = windows_of(seen)
    problems = list(Audit(windows, events_of(paribus, seen), fallen).problems())
    exports.show(most=200, problems=[f'{name}: {problem}' for name, problem in problems])
    print(f'{len(windows)} functions run, {len(problems)} wrong')
    # What a run does not record is not seen, and this test says so.
    blind = dict(Audit(windows, events_of(paribus, seen, '--off', 'all'), []).problems())
    noticed = {'time', 'clock', 'glob', 'getenv', 'strfry', 'getpid', 'stat', 'mkstemp'} <= blind.keys()
    print(f'{len(blind)} missed where nothing is recorded')
    sys.exit(bool(problems) or len(windows) < 300 or not noticed)


main()
