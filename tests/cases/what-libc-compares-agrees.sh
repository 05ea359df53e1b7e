#!/bin/sh
# What libc looks at for itself agrees with what the program is shown: a terminal's name, the way up from a
# directory too deep to name, a file with holes.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
fail() { echo "$1"; exit 1; }
run() { "$PARIBUS" run -q -- "$@"; }

run /usr/bin/python3 -c '
import os
master, slave = os.openpty()
assert os.ttyname(slave).startswith("/dev/pts/")' || fail "ttyname"

# libc goes up from there by inode numbers: the kernel has no name for it
run /usr/bin/python3 -c '
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
libc.getcwd.restype = ctypes.c_char_p
start, depth = os.getcwd(), 600
for _ in range(depth):
    os.mkdir("confdir3")
    os.chdir("confdir3")
room = ctypes.create_string_buffer(3 * 4096)
found = libc.getcwd(room, len(room))
assert found == os.fsencode(start) + b"/confdir3" * depth, (found, ctypes.get_errno())
for _ in range(depth):
    os.chdir("..")
    os.rmdir("confdir3")' || fail "getcwd"

# as sparse as natively, and copied as such
for mode in pin record; do
    "$PARIBUS" run -q "--$mode" stat -- sh -c 'truncate -s 4G holes; printf data | dd of=holes conv=notrunc bs=1 seek=1M status=none
        du -k holes >used; cp holes copy; tar -Scf holes.tar holes'
    [ "$(cut -f1 used)" -le 64 ] || fail "$mode: $(cat used) KiB are in use"
    [ "$(du -k copy | cut -f1)" -le 64 ] || fail "$mode: the copy has lost its holes"
    [ "$(du -k holes.tar | cut -f1)" -le 64 ] || fail "$mode: tar does not see the holes"
    rm holes copy holes.tar
done
