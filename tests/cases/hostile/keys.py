#!/usr/bin/env python3
"""Presses keys on the terminal of a command and sends it signals.

  keys.py PREFIX...     what is put before the command
"""
import os
import pty
import select
import shlex
import signal
import sys
import time

PREFIX = sys.argv[1:]


class Terminal:
    def __init__(self, argv):
        self.pid, self.fd = pty.fork()
        self.text = b''
        if self.pid == 0:
            os.execvp(argv[0], argv)

    def until(self, word):
        end = time.time() + 30
        while word not in self.text:
            assert time.time() < end, f'{word} did not come: {self.text}'
            if select.select([self.fd], [], [], 0.2)[0]:
                self.text += os.read(self.fd, 4096)
        self.text = self.text.split(word, 1)[1]

    def type(self, keys):
        os.write(self.fd, keys)

    def end(self):
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def command(script):
    terminal = Terminal([*PREFIX, 'sh', '-c', script])
    terminal.until(b'ready')
    return terminal


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    with open(f'/proc/{pid}/stat') as stat:
        return stat.read().rsplit(')', 1)[1].split()[0] != 'Z'


def interrupt_ends_it():
    terminal = command('echo ready; exec sleep 60')
    terminal.type(b'\x03')
    assert terminal.end() == -signal.SIGINT


def interrupt_can_be_caught():
    terminal = command('trap "echo caught; exit 7" INT; echo ready; sleep 60 & wait')
    terminal.type(b'\x03')
    terminal.until(b'caught')
    assert terminal.end() == 7


def quit_ends_it():
    terminal = command('ulimit -c 0; echo ready; exec sleep 60')
    terminal.type(b'\x1c')
    assert terminal.end() == -signal.SIGQUIT


def terminate_reaches_it():
    terminal = command('trap "echo caught; exit 8" TERM; echo ready; sleep 60 & wait')
    os.kill(terminal.pid, signal.SIGTERM)
    terminal.until(b'caught')
    assert terminal.end() == 8


def nobody_outlives_a_killed_runner():
    mark = f'{os.getpid()}.25'
    terminal = command(f'echo ready; sleep 9{mark}')
    end = time.time() + 30
    while not (sleepers := [int(pid) for pid in os.listdir('/proc') if is_sleep(pid, f'9{mark}')]):
        assert time.time() < end, 'it does not sleep'
        time.sleep(0.05)
    os.kill(terminal.pid, signal.SIGKILL)
    terminal.end()
    end = time.time() + 10
    while any(alive(pid) for pid in sleepers):
        assert time.time() < end, 'it goes on'
        time.sleep(0.05)


def is_sleep(pid, length):
    if not pid.isdigit():
        return False
    try:
        with open(f'/proc/{pid}/cmdline') as file:
            return file.read() == f'sleep\0{length}\0'
    except OSError:
        return False


def a_shell_stops_and_continues_it():
    line = shlex.join([*PREFIX, 'sh', '-c', "echo re''ady; sleep 1; echo fin''ished"])
    shell = Terminal(['bash', '--norc', '--noprofile', '-i'])
    shell.type(f"PS1='$ '; {line}\n".encode())
    shell.until(b'ready')
    shell.type(b'\x1a')
    shell.until(b'Stopped')
    shell.type(b'fg\n')
    shell.until(b'finished')
    shell.type(b'exit\n')
    shell.end()


for check in (interrupt_ends_it, interrupt_can_be_caught, quit_ends_it, terminate_reaches_it,
              nobody_outlives_a_killed_runner, a_shell_stops_and_continues_it):
    try:
        check()
    except AssertionError as problem:
        sys.exit(f'{check.__name__}: {problem}')
