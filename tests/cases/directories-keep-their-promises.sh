#!/bin/sh
# Sorted whichever way they are read; positions, 100,000 entries, changes meanwhile, many at once.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
cat >dirs.py <<'P'
import ctypes, os, sys
libc = ctypes.CDLL(None)
libc.opendir.restype = ctypes.c_void_p
libc.readdir.restype = ctypes.c_void_p
libc.telldir.restype = ctypes.c_long
for f in ("readdir", "telldir", "rewinddir", "closedir"):
    getattr(libc, f).argtypes = [ctypes.c_void_p]
libc.seekdir.argtypes = [ctypes.c_void_p, ctypes.c_long]
def name(entry):
    return ctypes.string_at(entry + 19).decode()
def rest(d):
    out = []
    while True:
        e = libc.readdir(d)
        if not e:
            return out
        out.append(name(e))
os.mkdir("big")
for i in range(100000):
    os.close(os.open("big/%x" % ((i * 2654435761) % 2**32), os.O_CREAT))
names = os.listdir("big")
assert names == sorted(names) and len(names) == 100000
d = libc.opendir(b"big")
first = [name(libc.readdir(d)) for _ in range(50000)]
here = libc.telldir(d)
tail = rest(d)
assert first + tail == [".", ".."] + names
libc.seekdir(d, here)
assert rest(d) == tail
libc.rewinddir(d)
assert rest(d) == [".", ".."] + names
libc.closedir(d)
# any bytes, one name the beginning of another, long common beginnings: by number of entries in another way
import random
random.seed(1)
def odd(n):
    bytes_ = [c for c in range(1, 256) if c != 47]
    return {b"".join([b"same-" * (n % 3), bytes(random.choices(bytes_, k=random.randint(1, 12)))]) for _ in range(n)} | {
        b"a" * k for k in range(1, 255, 5)} - {b".", b".."}
for n in (1, 17, 400, 5000):
    os.mkdir("odd%d" % n)
    made = sorted(odd(n))
    for entry in made:
        os.close(os.open(b"odd%d/" % n + entry, os.O_CREAT))
    assert os.listdir(b"odd%d" % n) == made, n
# entries that go while we read: each is removed once, none twice
d = libc.opendir(b"big")
for n in iter(lambda: libc.readdir(d), None):
    if name(n) not in (".", ".."):
        os.unlink("big/" + name(n))
libc.closedir(d)
assert os.listdir("big") == []
# more directories at once than we keep
os.makedirs("/".join(["deep"] + ["d"] * 90))
path, opened = "deep", []
for i in range(90):
    for n in "xyz":
        open(path + "/" + n, "w").close()
    opened.append(libc.opendir(path.encode()))
    libc.readdir(opened[-1])
    path += "/d"
for d in opened:
    assert rest(d) == ["..", "d", "x", "y", "z"]
P
"$PARIBUS" run -q -- /usr/bin/python3 dirs.py
