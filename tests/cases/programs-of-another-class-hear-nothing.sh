#!/bin/sh
# 32-bit programs run as ever, with no word of their loader about our library, and are named.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/programs" "$scratch/work"
programs=$scratch/programs
cd "$scratch/programs"
fail() { echo "$1"; exit 1; }
cat >told.c <<'C'
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
int main(int count, char **words)
{
    const char *preload = getenv("LD_PRELOAD");
    printf("%d bytes, preload %s, run %d\n", (int)sizeof(void *), preload ? preload : "-",
           getenv("PARIBUS_RUN") != NULL);
    fflush(stdout);
    fputs("said\n", stderr);
    if (count > 1 && words[1][0] == '/')
        execv(words[1], words + 1);
    return 7;
}
C
cat >theirs.c <<'C'
#include <unistd.h>
__attribute__((constructor)) static void begin(void) { (void)!write(1, "theirs\n", 7); }
C
cat >spawns.c <<'C'
#include <spawn.h>
#include <sys/wait.h>
extern char **environ;
int main(int count, char **words)
{
    int status = 0;
    pid_t child;
    if (count < 2 || posix_spawn(&child, words[1], 0, 0, words + 1, environ) != 0)
        return 1;
    waitpid(child, &status, 0);
    return WEXITSTATUS(status);
}
C
gcc -m32 -o narrow told.c 2>/dev/null || { echo "no 32-bit programs can be linked here"; exit 77; }
{ ./narrow 2>/dev/null || [ $? -eq 7 ]; } | grep -q '^4 bytes' || { echo "no 32-bit programs run here"; exit 77; }
gcc -o wide told.c
gcc -o spawns spawns.c
gcc -m32 -shared -fPIC -o theirs.so theirs.c
printf '#!%s/narrow -\n' "$programs" >script
chmod +x script
gcc -m32 -static -o static told.c 2>/dev/null || rm -f static
cd "$scratch/work"

# what a command says and how it ends, in files
heard() {
    into=$1
    shift
    status=0
    "$@" >"$into.out" 2>"$into.err" || status=$?
    echo $status >"$into.status"
}
same_as_natively() {
    for part in out err status; do
        cmp -s "$scratch/native.$part" "$scratch/ours.$part" ||
            fail "$*: $part: $(cat "$scratch/native.$part") / $(cat "$scratch/ours.$part")"
    done
}
# with the library given that the program's own caller preloads, or none
compare() {
    given=$1
    shift
    heard "$scratch/native" env ${given:+"LD_PRELOAD=$given"} "$@"
    for action in "run -q" "record -q -r $scratch/run" "record -q --record all -r $scratch/run"; do
        rm -rf "$scratch/run"
        # shellcheck disable=SC2086
        heard "$scratch/ours" "$PARIBUS" $action ${given:+--env "LD_PRELOAD=$given"} -- "$@"
        same_as_natively "$action, '$given', $*"
    done
}
reported() {
    program=$1
    shift
    "$PARIBUS" check -- "$@" >"$scratch/report" 2>&1 || fail "check $*: $(cat "$scratch/report")"
    tr -s '\n ' ' ' <"$scratch/report" | grep -q "not.*: class:* $program" || fail "$*: not reported: $(cat "$scratch/report")"
    ! grep -q 'ld\.so' "$scratch/report" || fail "$*: something was said: $(cat "$scratch/report")"
}

for program in narrow script; do
    program=$programs/$program
    compare "" "$program"
    compare "" sh -c "$program; exit 3"
    compare "" "$programs/spawns" "$program"
    compare "" sh -c "exec $program"
    compare "" "$program" "$programs/wide"
    reported "$program" sh -c "$program || true"
    reported "$program" "$programs/spawns" /bin/sh -c "$program || true"
done
compare "$programs/theirs.so" "$programs/narrow"
compare "" sh -c "LD_PRELOAD=$programs/theirs.so exec $programs/narrow"
"$PARIBUS" check -- "$programs/narrow" >"$scratch/report" 2>&1 || true # it ends with 7
tr -s '\n ' ' ' <"$scratch/report" | grep -q "not.*: class:* $programs/narrow" ||
    fail "the first program is not reported: $(cat "$scratch/report")"

# one without a loader has none to complain, and what it starts is covered again
if [ -f "$programs/static" ]; then
    rm -rf "$scratch/run"
    "$PARIBUS" record -q -r "$scratch/run" -- sh -c "$programs/static $programs/wide; exit 0" >/dev/null 2>&1
    "$PARIBUS" show "$scratch/run" >"$scratch/report"
    grep -q '^not covered: static' "$scratch/report" || fail "the static one: $(cat "$scratch/report")"
    grep -q '2 covered, 1 not' "$scratch/report" || fail "below the static one: $(cat "$scratch/report")"
fi

# musl's loader says nothing either way, and its execve takes ours out of what 32-bit programs get
if command -v musl-gcc >/dev/null && musl-gcc -o "$programs/musl" "$programs/told.c"; then
    compare "" "$programs/narrow" "$programs/musl"
    compare "" sh -c "$programs/musl >/dev/null; exit 4"
    musl-gcc -o "$programs/spawns" "$programs/spawns.c"
    compare "" "$programs/spawns" "$programs/narrow"
fi
