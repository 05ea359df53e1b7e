#!/bin/sh
# Every way a language or a tool reads a source (languages.tsv): two pinned runs are equal, a varied
# one differs.
#   languages.sh LANGUAGE     exit status 77: it is not installed
#   languages.sh --markdown   the table as a page of documentation
set -eu
table=$(dirname "$0")/languages.tsv

markdown() {
    cat <<'P'
# Languages and tools

What each of them reads, by its own means, of every source, as `ctest -R languages` tries for each cell with the
command in [tests/calls/languages.tsv](../tests/calls/languages.tsv):

- **pinned**: the same in two pinned runs, and another in a varied one.
- **reported**: cannot be held; a check names what escaped or leaves the difference unexplained, and never calls it
  reproducible without saying so. `static` stands for every program without a dynamic loader (Go, static C): what the kernel
  says is pinned for them too, and the run reports them as uncovered.
- a number: it does not show the source; why is said below.

P
    awk -F '\t' '
        FNR == NR { if (match($0, /^SOURCE\([0-9]+, [a-z]+/)) { split($0, part, /[(, ]+/); source[++sources] = part[3] } next }
        /^#/ { next }
        !($1 in seen) { language[++languages] = $1; seen[$1] }
        {
            say = "pinned"
            if ($3 ~ /^reported: /) say = "reported"
            if ($3 ~ /^- /) {
                why = substr($3, 3)
                if (!(why in note)) { note[why] = ++notes; reason[notes] = why }
                say = note[why]
            }
            many = split($2, name, ",")
            for (i = 1; i <= many; i++) cell[$1, name[i]] = say
        }
        END {
            printf "| |"; for (s = 1; s <= sources; s++) printf " [%s](sources/%s.md) |", source[s], source[s]
            printf "\n|---|"; for (s = 1; s <= sources; s++) printf "---|"
            for (l = 1; l <= languages; l++) {
                printf "\n| %s |", language[l]
                for (s = 1; s <= sources; s++) {
                    if (!((language[l], source[s]) in cell)) missing = missing " " language[l] "/" source[s]
                    printf " %s |", cell[language[l], source[s]]
                }
            }
            printf "\n\n"
            for (n = 1; n <= notes; n++) printf "%d. %s\n", n, reason[n]
            if (missing) { print "neither tried nor explained:" missing; exit 1 }
        }' "$(dirname "$0")/../../preload/abi/sources.def" "$table"
}
if [ "$1" = --markdown ]; then
    markdown
    exit
fi

language=$1
case $language in
c++) needs=g++ ;;
java) needs=javac ;;
lua) needs=lua5.4 ;;
static) needs=cc ;;
musl) needs=musl-gcc ;;
c) needs=cc ;;
python3) needs=/usr/bin/python3 ;;
*) needs=$language ;;
esac
command -v "$needs" >/dev/null || { echo "skipped: no $needs"; exit 77; }

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
mkdir many
for name in z q a m b x f; do : >"many/$name"; done

# Programs of a few words: built outside the runs, by their text.
built() { # COMPILER SUFFIX TEXT: the program's path
    program=./p$(printf %s "$3" | cksum | tr -d ' ')
    [ -x "$program" ] || { printf '%s' "$3" >"$program.$2"; $1 -w -o "$program" "$program.$2"; }
}
headers='#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dirent.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
'
prepare() { # the command of a row: sets $words to what is run
    words=$1
    case $1 in
    *gcc_run*) body=$(printf %s "$1" | sed "s/.*gcc_run '//; s/'.*//")
        printf '%s' "$body" >unit.c
        program="gcc -g -S -o - unit.c" ;;
    *cc_run*) body=$(printf %s "$1" | sed "s/.*cc_run '//; s/'\$//")
        built cc c "$headers int main(void) { $body return 0; }" ;;
    *cxx_run*) body=$(printf %s "$1" | sed "s/.*cxx_run '//; s/'\$//")
        built "g++ -std=c++17" cc "
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <locale>
#include <random>
#include <thread>
int main() { $body }" ;;
    *static_run*) body=$(printf %s "$1" | sed "s/.*static_run '//; s/'\$//")
        built "cc -static" c "$headers int main(void) { $body return 0; }" ;;
    *musl_run*) body=$(printf %s "$1" | sed "s/.*musl_run '//; s/'\$//")
        built musl-gcc c "$headers int main(void) { $body return 0; }" ;;
    *java_run*) body=$(printf %s "$1" | sed "s/.*java_run '//; s/'\$//")
        program=P$(printf %s "$body" | cksum | tr -d ' ')
        [ -f "$program.class" ] || {
            printf 'public class %s { public static void main(String[] a) throws Exception { %s } }' "$program" "$body" >"$program.java"
            javac "$program.java"
        }
        program="java -Xshare:auto $program" ;;
    *git_run*) body=$(printf %s "$1" | sed "s/.*git_run '//; s/'\$//")
        printf 'rm -rf repo; git init -q repo; cd repo; git config user.name n; git config user.email e; %s' "$body" >row.sh
        program="sh row.sh" ;;
    *ocaml_run*) body=$(printf %s "$1" | sed "s/.*ocaml_run '//; s/'\$//")
        printf 'let () = %s' "$body" >row.ml
        program="ocaml -I +unix unix.cma row.ml" ;;
    *) return 0 ;;
    esac
    case $1 in
    "touch made && "*) words="touch made && $program" ;;
    *) words=$program ;;
    esac
}

bad=0
# What a check cannot hold it says: a difference nobody is accused of, or a program not entered.
reported() { # SOURCE COMMAND
    mkdir -p tree
    (cd tree && "$PARIBUS" check -q --no-prove -- sh -c "cd .. && $words") >report 2>&1 || true
    grep -Eq 'unexplained|, 1 not: static' report || { echo "$1: not reported: $2: $(cat report)"; bad=1; }
}
try() { # SOURCE COMMAND
    case $2 in "- "*) return 0 ;; esac
    prepare "${2#reported: }"
    case $2 in "reported: "*)
        reported "$@"
        return 0 ;;
    esac
    pinned() {
        rm -rf made a d repo t.zip t.a ./*.pem
        "$PARIBUS" run -q "$@" -- sh -c "$words"
    }
    pinned >one 2>error || { echo "$1: fails: $2: $(cat error)"; bad=1; return 0; }
    pinned >two 2>/dev/null
    pinned --vary "$1" >three 2>/dev/null || { echo "$1: fails, varied: $2"; bad=1; return 0; }
    [ -s one ] || { echo "$1: prints nothing: $2"; bad=1; }
    cmp -s one two || { echo "$1: two pinned runs differ: $2"; bad=1; }
    ! cmp -s one three || { echo "$1: varied is as pinned: $2"; bad=1; }
}
awk -F '\t' -v language="$language" '$1 == language' "$table" >rows
while IFS='	' read -r _ source command; do
    try "$source" "$command" </dev/null
done <rows
exit $bad
