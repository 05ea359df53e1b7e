#!/bin/sh
# What differs is told as a person thinks of it: a table of outputs, how they come to differ, and what the
# report says.  Columns: what it needs, options, command, what must be there (words of an extended regular expression).
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/tree"
cd "$scratch/tree"
bad=0

cat >picture.py <<'P'
import struct, sys, time, zlib
def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
now = time.gmtime()
when = {"text": chunk(b"tEXt", b"Creation Time\0" + time.strftime("%a, %d %b %Y", now).encode()),
        "time": chunk(b"tIME", struct.pack(">HBBBBB", *now[:6]))}[sys.argv[1]]
with open("out.png", "wb") as file:
    file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)) + when
               + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b""))
P
echo 'const char when[] = __DATE__; int main(void) { return when[0]; }' >main.c
echo text >file
touch -d '2020-01-01 00:00:00 UTC' file

row() {
    needs=$1 options=$2 command=$3
    shift 3
    command -v "$needs" >/dev/null || { echo "left out, no $needs: $command"; return 0; }
    # shellcheck disable=SC2086 # options are words
    "$PARIBUS" check -q $options -- sh -c "$command" >../report || true
    for words; do
        tr -s ' \n' ' ' <../report | grep -Eq -- "$words" ||
            { cat ../report; echo "$command: the report does not say '$words'"; bad=1; }
    done
}

row sh '' 'ln -s "$(date +%s)" link' \
    'link points elsewhere in b a: 2000000000 b: 20' 'caused by time: clock_gettime in date'
row sh '--vary +umask' 'touch made' \
    'made has other permissions in b a: mode 0644 b: mode 06' 'caused by umask: umask process: (sh > )?touch made'
row sh '' 'test "$(date +%s)" -gt 2000100000 || touch made' \
    'made is missing in b' 'caused by time: clock_gettime in date'
row sh '' 'touch "$(date +%s)"' \
    'renamed: 2000000000 -> 20' 'caused by time: clock_gettime in date'
row gzip '' 'gzip -c <file >out.gz && cp file now && gzip now' \
    'now.gz differs \(gzip header\), mtime a: mtime: [0-9]+ b: mtime: [0-9]+' 'caused by stat: fstat'
row gzip '' 'n=$(date +%s); cp -p file $n; gzip -c $n >out.gz; rm $n' \
    '\(gzip header\), name a: name: 2000000000 b: name: 20' 'caused by time'
row genisoimage '--output out.iso' 'genisoimage -quiet -o out.iso file' \
    '\(volume header\), created a: created: 2033-05-18 03:33:20\+00:00' 'also: modified' 'caused by time: time in main\(\) of genisoimage|caused by time: time in genisoimage'
row python3 '--output out.png' '/usr/bin/python3 picture.py text' \
    '\(chunk tEXt\), line 1 a: Creation Time: Wed, 18 May 2033' 'line: picture.py:5|process: (sh > )?python3'
row python3 '--output out.png' '/usr/bin/python3 picture.py time' \
    '\(chunk tIME\), line 1 a: time: 2033-05-18 03:33:20 b: time: 2034-' 'caused by time'
row cc '--output out' 'cc -Wl,--build-id -o out main.c' \
    'a: build id: [0-9a-f]{40} b: build id: [0-9a-f]{40}' '\(section .(rodata|data)\)' 'caused by time: time in cpp_get_date|caused by time: time in cc1' 'line: main.c:1'
row tar '--vary +user --output out.tar' 'tar -cf out.tar file' \
    'file \(header\), uid a: uid: [0-9]+ b: uid: [0-9]+' 'also: gid, uname, gname' 'caused by user: fstatat in tar'
row tar '--output out.tar' 'ln -s "$(date +%s)" here && tar --mtime=@0 -cf out.tar here' \
    'here \(header\), symbolic link to a: symbolic link to: 2000000000' 'caused by time: clock_gettime in date'
row ar '--output out.a' 'cp file new && ar rcU out.a new' \
    'new \(header\), mtime a: mtime: 1999999' 'caused by stat: [a-z]+ in '
row zip '--output out.zip' 'cp file new && zip -q out.zip new' \
    'new \(header\), mtime a: mtime: 1999999' 'caused by stat: [a-z]+ in '
exit "$bad"
