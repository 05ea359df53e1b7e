#!/usr/bin/env python3
"""Every function and variable exported by glibc has exactly one class: a row of calls.def, or a group
of exports/classes.txt.  Holds for the names kept per version and for the libraries installed here.  Not
looked at are libraries that are not part of every program: libnsl, libcrypt, libthread_db, NSS modules.

  exports.py [LIBRARY...]  the audit; of further libraries as well
  exports.py --limits      takes what is a row now out of classes.txt, and writes what is uncovered
                           into docs/limits.md
"""
import collections
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, '..', '..')
LIMITS = os.path.join(ROOT, 'docs', 'limits.md')
MARKS = '<!-- uncovered: written by tests/audit/exports.py --limits -->\n', '<!-- end -->\n'
CLASSES = ('deterministic', 'acts', 'composed', 'uncovered')
NAMED = ('libc.so.6', 'ld-linux-x86-64.so.2', 'libresolv.so.2', 'libanl.so.1', 'libpthread.so.0', 'librt.so.1',
         'libdl.so.2', 'libutil.so.1')
# Too many names that are all alike: deterministic, because they cannot reach the kernel.
PURE = ('libm.so.6', 'libmvec.so.1')
FORBIDDEN = r'\t(syscall|sysenter|int +\$0x80|rdtscp?|rdrand|rdseed|cpuid)\b'


def lines(*path):
    with open(os.path.join(*path)) as file:
        return [line.rstrip() for line in file if line.strip() and not line.startswith('#')]


def braces(word):
    """a{b,c}d is abd acd; innermost first, so they may nest."""
    inner = re.search(r'\{([^{}]*)\}', word)
    if not inner:
        return [word]
    return list(dict.fromkeys(name for part in inner.group(1).split(',')
                              for name in braces(word[:inner.start()] + part + word[inner.end():])))


class Group:
    def __init__(self, head):
        words, _, self.what = head.partition('  ')
        self.kind, *self.by = words.split()
        self.what = self.what.strip()
        self.names = []


def read_groups():
    groups = []
    for line in lines(HERE, 'exports', 'classes.txt'):
        if line.startswith(' '):
            groups[-1].names += [name for word in line.split() for name in braces(word)]
        else:
            groups.append(Group(line))
    return groups


Row = collections.namedtuple('Row', 'kind source attach of')


def read_rows():
    """name -> the row it is, or is another name of"""
    text = '\n'.join(lines(ROOT, 'preload', 'abi', 'calls.def'))
    found = re.findall(r'^(CALL|VIEW|HOOK)\(\d+, (\w+), (?:(\w+), \w+, )?(LEAF|VDSO|BOTH|SYMBOL|PSEUDO),', text, re.M)
    rows = {name: Row(kind.replace('VIEW', 'CALL'), source, attach, name) for kind, name, source, attach in found}
    rows.update((name, rows[of]) for name, of in re.findall(r'^ALIAS\((\w+), (\w+)', text, re.M))
    return rows


def read_kept():
    version, kept = None, {}
    for line in lines(HERE, 'exports', 'names.txt'):
        if line.startswith(' '):
            kept.update((name, version) for name in line.split())
        else:
            version = line
    return kept


def read_reads():
    """system call -> the functions that account for it"""
    return {line.split()[0]: set(line.split()) for line in lines(HERE, 'exports', 'reads.txt')}


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def library(name):
    path = run('cc', '-print-file-name=' + name).strip()
    return path if os.path.isabs(path) else None


def exports(path):
    """(name, address) of what the library offers to programs."""
    symbols = [line.split() for line in run('nm', '-D', '--defined-only', path).splitlines()]
    return {(symbol.split('@')[0], address) for address, kind, symbol in symbols
            if kind != 'A' and '@GLIBC_PRIVATE' not in symbol}


def table_problems(groups, rows, kept):
    uncovered = {name for group in groups if group.kind == 'uncovered' for name in group.names}
    seen = set()
    for group in groups:
        if group.kind not in CLASSES or bool(group.by) != (group.kind in ('composed', 'uncovered')):
            yield f'{group.kind} {" ".join(group.by)}: not a class'
        for name in group.names:
            if name in rows:
                yield f'{name}: a row of calls.def now; no longer {group.kind}; run tests/audit/exports.py --limits'
            if name in seen:
                yield f'{name}: classified twice'
            if name not in kept:
                yield f'{name}: classified, but no glibc exports it'
            seen.add(name)
        for leaf in group.by if group.kind == 'composed' else ():
            if leaf not in rows.keys() | uncovered | {'memory'}:
                yield f'{group.names[0]}: composed of {leaf}, which is neither a row nor uncovered'


def unclassified(groups, rows, kept):
    known = set(rows).union(*(group.names for group in groups))
    for name in sorted(kept, key=lambda name: (kept[name], name)):
        if name not in known:
            yield f'{name}: not classified (glibc {kept[name]})'
    for path in [*filter(None, map(library, NAMED)), *sys.argv[1:]]:
        for name in sorted({name for name, _ in exports(path)} - known - set(kept)):
            yield f'{name}: not classified ({os.path.basename(path)} of this machine)'


def alias_problems(groups, rows):
    """Two names of one body have one class."""
    kind = {name: (group.kind, group.by) for group in groups for name in group.names if name not in rows}
    bodies = {}
    for name, address in exports(library('libc.so.6')):
        bodies.setdefault(address, []).append(name)
    for names in bodies.values():
        classes = {str(kind[name]): name for name in names if name in kind}
        attached = [name for name in names if name in rows]
        if len(classes) > 1 or attached and any(not value.startswith("('composed'") for value in classes):
            yield f'{" ".join(sorted(names))}: one body, several classes'


def impure(groups):
    paths = [path for path in map(library, PURE) if path]
    fine = {name for group in groups if group.kind != 'uncovered' for name in group.names}
    fine |= {name for path in paths for name, _ in exports(path)}
    for path in paths:
        found = re.search(FORBIDDEN, run('objdump', '-d', '--no-show-raw-insn', path))
        if found:
            yield f'{os.path.basename(path)}: not pure, contains {found.group(1)}'
        for line in run('nm', '-D', '--undefined-only', path).splitlines():
            kind, symbol = line.split()
            if kind == 'U' and '@GLIBC_PRIVATE' not in symbol and symbol.split('@')[0] not in fine:
                yield f'{os.path.basename(path)}: not pure, calls {symbol}'


def without(line, rows):
    """A line of classes.txt without the names of rows."""
    words = []
    for word in line.split():
        left = [name for name in braces(word) if name not in rows]
        words += [word] if left == braces(word) else left
    return '    ' + ' '.join(words) + '\n' if words else ''


def take_out(rows):
    path = os.path.join(HERE, 'exports', 'classes.txt')
    with open(path) as file:
        kept = ''.join(without(line, rows) if line.startswith(' ') else line for line in file)
    with open(path, 'w') as file:
        # a head with nothing below it goes as well
        file.write(re.sub(r'^(?:deterministic|acts|composed|uncovered)\b.*\n(?! )', '', kept, flags=re.M))


def limits_text(groups):
    rows = [f'| {group.by[0]} | {group.what} | {", ".join(f"`{name}`" for name in sorted(group.names))} |\n'
            for group in groups if group.kind == 'uncovered']
    return MARKS[0] + '| noun | what varies | read by |\n|---|---|---|\n' + ''.join(sorted(rows)) + MARKS[1]


def limits(groups, write):
    with open(LIMITS) as file:
        text = file.read()
    head, _, rest = text.partition(MARKS[0])
    fresh = head + limits_text(groups) + rest.partition(MARKS[1])[2]
    if write:
        with open(LIMITS, 'w') as file:
            file.write(fresh)
    elif text != fresh:
        yield 'docs/limits.md: not what is uncovered; run tests/audit/exports.py --limits'


def show(problems, most=40):
    print(*problems[:most], sep='\n', end='\n' if problems else '')
    if len(problems) > most:
        print(f'and {len(problems) - most} more')


def audit(groups, rows, kept):
    problems = [*table_problems(groups, rows, kept), *unclassified(groups, rows, kept), *alias_problems(groups, rows),
                *impure(groups), *limits(groups, write=False)]
    show(problems)
    for kind in CLASSES:
        print(f'{kind}: {sum(len(group.names) for group in groups if group.kind == kind)}')
    print(f'attached: {len(rows.keys() & kept.keys())}')
    return bool(problems)


def main():
    groups, rows, kept = read_groups(), read_rows(), read_kept()
    if '--limits' in sys.argv:
        take_out(rows)
        list(limits(read_groups(), write=True))
    else:
        sys.exit(audit(groups, rows, kept))


if __name__ == '__main__':
    main()
