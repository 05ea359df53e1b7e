#!/usr/bin/env python3
"""Runs random trees of processes under paribus and holds it to its word:

  - nothing crashes, nothing hangs, no call has another result than libc's
  - no call is lost that is not counted: what the trees count themselves is in the trace or among the
    losses, also when processes are killed at random moments or the disk is full
  - pinned, two runs tell every process the same

  torture.py PARIBUS TORTURE [--rounds N] [--seconds N] [--seed N] [--depth N] [--verbose]
"""
import argparse
import collections
import ctypes
import json
import os
import random
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time

FIELDS = ('calls', 'nodes', 'threads', 'faults', 'wrong')
HANG = 120  # seconds


class Wrong(Exception):
    pass


class Round:
    """One tree, in a directory of its own, which is at the same path in every run of it."""

    def __init__(self, options, seed, place):
        self.options, self.seed, self.place = options, seed, place

    def prepare(self):
        shutil.rmtree(self.place, ignore_errors=True)
        os.makedirs(f'{self.place}/directory')
        for name in range(60):
            open(f'{self.place}/directory/{name}', 'w').close()
        with open(f'{self.place}/tally', 'wb') as tally:
            tally.write(bytes(8 * len(FIELDS)))

    def run(self, run, *modes, meanwhile=None):
        """The lines the nodes said, sorted; what they counted; what the run shows."""
        self.prepare()
        stop = threading.Event()
        helper = threading.Thread(target=meanwhile, args=(stop,)) if meanwhile else None
        process = subprocess.Popen(
            [self.options.paribus, 'record', '-q', '--no-config', '-r', run, *modes, '--',
             self.options.torture, f'{self.seed}-{os.getpid()}', '0', str(self.options.depth)],
            cwd=self.place, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        if helper:
            helper.start()
        try:
            out, err = process.communicate(timeout=HANG)
        except subprocess.TimeoutExpired:
            raise Wrong('hangs') from None
        finally:
            process.kill()
            stop.set()
            if helper:
                helper.join()
        if process.returncode:
            raise Wrong(f'ends with {process.returncode}: {err[-400:]}')
        with open(f'{self.place}/tally', 'rb') as tally:
            counted = dict(zip(FIELDS, struct.unpack(f'{len(FIELDS)}Q', tally.read())))
        return sorted(out.decode().splitlines()), counted, self.show(run)

    def show(self, run):
        shown = subprocess.run([self.options.paribus, 'show', '--format', 'json', run],
                               capture_output=True, timeout=HANG, check=False)
        if shown.returncode:
            raise Wrong(f'cannot be read: {shown.stderr.decode()}')
        shutil.rmtree(run)
        return json.loads(shown.stdout)


def recorded(shown):
    ours = {nth for nth, process in enumerate(shown['processes']) if process['exe'].endswith('/torture')}
    return sum(call['count'] for call in shown['calls'] if call['call'] == 'uname' and call['process'] in ours)


def account(counted, shown, total):
    """Every call is in the trace or among the losses."""
    coverage, seen = shown['coverage'], recorded(shown)
    missing = counted['calls'] - seen - coverage['dropped']
    if missing > 0:
        raise Wrong(f'{missing} of {counted["calls"]} calls are lost and not counted: {coverage}')
    total['calls'] += counted['calls']
    total['events'] += sum(call['count'] for call in shown['calls'])
    total['processes'] += coverage['processes']
    total['dropped and counted'] += coverage['dropped']
    total['unfinished and counted'] += coverage['unfinished']
    total['not entered and counted'] += coverage['processes'] - coverage['covered']
    for name in ('nodes', 'threads', 'faults'):
        total[name] += counted[name]
    for shortfall in shown['shortfalls']:
        total[f'{shortfall["kind"]}: {shortfall["what"]}'] += shortfall['count']


def pids_missed(shown):
    return any(shortfall['kind'] == 'pid' for shortfall in shown['shortfalls'])


def same_twice(options, seed, scratch, total):
    """The same seed under pin, twice."""
    tree = Round(options, seed, f'{scratch}/tree')
    runs = [tree.run(f'{scratch}/run', '--pin', 'all') for _ in range(2)]
    for _, counted, shown in runs:
        if counted['wrong']:
            raise Wrong(f'{counted["wrong"]} results are not libc\'s')
        account(counted, shown, total)
    total['rounds: pinned, twice'] += 1
    said = [dict(line.split(' ', 1) for line in run[0]) for run in runs]
    if any(pids_missed(run[2]) for run in runs):
        total['rounds without chosen ids'] += 1
        said = [{place: told.split()[0] for place, told in lines.items()} for lines in said]
    if any(run[2]['left_behind'] for run in runs):  # orphans that were ended before they said anything
        total['rounds that left processes behind'] += 1
        both = said[0].keys() & said[1].keys()
        said = [{place: lines[place] for place in both} for lines in said]
    if said[0] != said[1]:
        differ = sorted(set(said[0].items()) ^ set(said[1].items()))[:4]
        raise Wrong(f'two pinned runs differ: {len(said[0])} and {len(said[1])} lines, {differ}')


def victims(mark):
    """Processes of the tree but the first."""
    for pid in filter(str.isdigit, os.listdir('/proc')):
        try:
            with open(f'/proc/{pid}/cmdline', 'rb') as file:
                words = file.read().split(b'\0')
        except OSError:
            continue
        if len(words) > 2 and words[1] == mark and words[2] != b'0':
            yield int(pid)


def killer(seed, total):
    chance = random.Random(seed)
    mark = f'{seed}-{os.getpid()}'.encode()

    def kill_some(stop):
        while not stop.wait(chance.random() / 50):
            found = list(victims(mark))
            if found:
                try:
                    os.kill(chance.choice(found), signal.SIGKILL)
                    total['kills'] += 1
                except ProcessLookupError:
                    pass
    return kill_some


def killed_at_random(options, seed, scratch, total):
    """Processes are killed from outside; what they said until then is there."""
    tree = Round(options, seed, f'{scratch}/tree')
    mode = random.Random(seed).choice(['--pin', '--record', '--vary'])
    _, counted, shown = tree.run(f'{scratch}/run', mode, 'all', meanwhile=killer(seed, total))
    account(counted, shown, total)
    total['rounds: killed at random'] += 1


class Disk:
    """A small file system, to be filled; needs the superuser and a loop device.  Nobody else sees it."""

    def __init__(self, scratch):
        self.place, self.image = f'{scratch}/disk', f'{scratch}/image'
        os.mkdir(self.place)
        able = os.geteuid() == 0 and shutil.which('mkfs.ext4') is not None
        self.there = able and self.leave_namespace() and self.make()

    @staticmethod
    def leave_namespace():
        """unshare(2), CLONE_NEWNS; mount(2), MS_REC | MS_PRIVATE."""
        libc = ctypes.CDLL(None)
        return libc.unshare(0x20000) == 0 and libc.mount(None, b'/', None, 0x4000 | 0x40000, None) == 0

    def make(self):
        with open(self.image, 'wb') as image:
            image.truncate(160 << 20)
        return all(subprocess.run(command, capture_output=True, check=False).returncode == 0
                   for command in (['mkfs.ext4', '-q', '-F', self.image],
                                   ['mount', '-o', 'loop', self.image, self.place]))

    def remove(self):
        if self.there:
            subprocess.run(['umount', '-l', self.place], check=False)

    def filler(self, seed, total):
        chance, path = random.Random(seed), f'{self.place}/fill'

        def fill_and_free(stop):
            while not os.path.exists(f'{self.place}/run/trace') and not stop.wait(0.001):
                pass  # on a full disk no run begins
            while not stop.wait(chance.random() / 20):
                try:
                    with open(path, 'wb') as file:
                        while not stop.is_set() and os.path.ismount(self.place):
                            file.write(bytes(1 << 20))
                            file.flush()
                except OSError:
                    total['full disks'] += 1
                stop.wait(chance.random() / 5)
                os.truncate(path, 0)
            if os.path.exists(path):
                os.unlink(path)
        return fill_and_free


def on_a_full_disk(options, seed, scratch, total, disk):
    """The disk with the run on it fills up and is freed again, meanwhile."""
    tree = Round(options, seed, f'{scratch}/tree')
    _, counted, shown = tree.run(f'{disk.place}/run', '--record', 'all', meanwhile=disk.filler(seed, total))
    if counted['wrong']:
        raise Wrong(f'{counted["wrong"]} results are not libc\'s')
    account(counted, shown, total)
    total['rounds: full disk'] += 1


def run_rounds(options, scratch, total):
    disk = Disk(scratch)
    until = time.monotonic() + options.seconds
    try:
        for nth in range(options.rounds):
            if time.monotonic() > until:
                break
            seed = options.seed + nth
            if nth % 4 == 2 and disk.there:
                on_a_full_disk(options, seed, scratch, total, disk)
            elif nth % 2 == 1:
                killed_at_random(options, seed, scratch, total)
            else:
                same_twice(options, seed, scratch, total)
            if options.verbose:
                print(f'seed {seed}: {dict(total)}', flush=True)
    except Wrong as wrong:
        sys.exit(f'seed {seed}: {wrong}')
    finally:
        disk.remove()
    if not disk.there:
        print('no small disk to be filled here: needs the superuser, mkfs.ext4 and a loop device')


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument('paribus')
    parser.add_argument('torture')
    parser.add_argument('--rounds', type=int, default=8)
    parser.add_argument('--seconds', type=float, default=float('inf'), help='begin no round after as long')
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--depth', type=int, default=3)
    parser.add_argument('--verbose', action='store_true')
    options = parser.parse_args()
    total = collections.Counter()
    begun = time.monotonic()
    scratch = tempfile.mkdtemp(prefix='torture-')
    try:
        run_rounds(options, scratch, total)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    for name in sorted(total, key=lambda name: (not name.startswith('rounds'), name)):
        print(f'{name:60} {total[name]:>12,}')
    print(f'{"lost and not counted":60} {0:>12,}')
    print(f'{"seconds":60} {time.monotonic() - begun:>12,.0f}')


main()
