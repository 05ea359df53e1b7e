#!/usr/bin/env python3
"""No deterministic function of libc comes to a nondeterministic system call in libc's own code, and no
composed one comes to any but through its leaves: shown by disassembling the libc installed here.
exports/through.txt says where one is reached without its result coming back.

Calls through pointers are followed where the address is taken by the caller; tables of functions (those
of stdio, name service modules) are not: what they hold is exported itself, or run by tests/calls/seen.
"""
import bisect
import collections
import re
import subprocess
import sys

import exports

INSTRUCTIONS = {'rdtsc', 'rdtscp', 'rdrand', 'rdseed'}


def system_call_names():
    macros = subprocess.run(['cc', '-E', '-dM', '-'], input='#include <sys/syscall.h>', capture_output=True, text=True,
                            check=True).stdout
    return {int(number): name for name, number in re.findall(r'#define __NR_(\w+) (\d+)', macros)}


class Graph:
    """Functions by the address they start at; an unwind table entry or a symbol starts one."""

    def __init__(self, path):
        self.entries, self.name = collections.defaultdict(set), {}
        for name, address in sorted(exports.exports(path), reverse=True):
            self.entries[name].add(int(address, 16))
            self.name[int(address, 16)] = name
        # complains of links it cannot follow, and shows the table all the same
        table = subprocess.run(['readelf', '-wF', path], capture_output=True, text=True, check=False).stdout
        frames = re.findall(r'FDE .*pc=([0-9a-f]+)\.\.', table)
        self.starts = sorted({int(start, 16) for start in frames} | self.name.keys())
        self.known = set(self.starts)
        self.calls, self.reads = collections.defaultdict(set), collections.defaultdict(set)
        self.disassemble(path, system_call_names())

    def function_at(self, address):
        return self.starts[bisect.bisect_right(self.starts, address) - 1]

    def disassemble(self, path, names):
        number = last = None
        for line in exports.run('objdump', '-d', '--no-show-raw-insn', path).splitlines():
            instruction = re.match(r'\s+([0-9a-f]+):\t(?:bnd |notrack )?(\S+)\s*(.*)', line)
            if not instruction:
                continue
            function, (operation, operands) = self.function_at(int(instruction[1], 16)), instruction.group(2, 3)
            if function != last:
                number, last = None, function
            if operation == 'mov' and re.match(r'\$0x[0-9a-f]+,%[er]ax', operands):
                number = int(operands[1:operands.index(',')], 16)
            elif operation == 'syscall' and number in names:
                self.reads[function].add(names[number])
            elif operation in INSTRUCTIONS:
                self.reads[function].add(operation)
            else:
                self.calls[function] |= self.targets(operation, operands)

    def targets(self, operation, operands):
        if operation == 'lea':
            taken = re.search(r'# ([0-9a-f]+)', operands)
            return {int(taken[1], 16)} & self.known if taken else set()
        if operation != 'call' and not operation.startswith('j'):
            return set()
        chosen_at_start = re.search(r'<\*ABS\*\+0x([0-9a-f]+)@plt>', operands)
        target = chosen_at_start or re.match(r'([0-9a-f]+) <(?!.*@plt)', operands)
        return {self.function_at(int(target[1], 16))} if target else set()

    def reached(self, name, ends):
        """(system call, chain of functions down to it), of every version of a function"""
        starts = self.entries.get(name, set())
        above, queue = dict.fromkeys(starts), collections.deque(sorted(starts))
        while queue:
            function = queue.popleft()
            if function not in starts and function in ends:
                continue
            for read in sorted(self.reads[function]):
                yield read, self.chain(above, function)
            for callee in sorted(self.calls[function] - above.keys()):
                above[callee] = function
                queue.append(callee)

    def chain(self, above, function):
        names = []
        while function is not None:
            names.append(self.name.get(function, f'{function:#x}'))
            function = above[function]
        return ' < '.join(names)


def attached_entries():
    """Rows whose code in libc is replaced, whoever calls it."""
    return {name for name, row in exports.read_rows().items() if row.attach in ('LEAF', 'BOTH')}


def problems(graph):
    through = [line.split(None, 2)[:2] for line in exports.lines(exports.HERE, 'exports', 'through.txt')]
    harmless = {name for kind, name in through if kind == 'read'}
    ends = attached_entries() | {name for kind, name in through if kind == 'through'}
    watched = (set(exports.read_reads()) | INSTRUCTIONS) - harmless
    for group in exports.read_groups():
        if group.kind not in ('deterministic', 'composed'):
            continue
        stops = set().union(*(graph.entries.get(name, ()) for name in ends | set(group.by)))
        for name in group.names:
            for read, chain in graph.reached(name, stops):
                if read in watched:
                    yield f'{name}: {group.kind} {" ".join(group.by)}, but comes to {read}: {chain}'


def main():
    graph = Graph(exports.library('libc.so.6'))
    found = list(problems(graph))
    exports.show(found)
    print(f'{len(graph.starts)} functions, {sum(map(len, graph.reads.values()))} system calls in them, {len(found)} wrong')
    # a disassembly that was not understood would find nothing at all
    sys.exit(bool(found) or ('getcwd', 'getcwd') not in graph.reached('getcwd', set()))


main()
