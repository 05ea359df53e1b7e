#!/bin/sh
# Programs run the run's own copy of libc's code; where they cannot, their own is patched, and they
# are pinned all the same.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
export XDG_STATE_HOME=$scratch/state
pinned=2033-05-18
look='grep "r-xp.*libc\.so" /proc/self/maps; date +%F'
expect() { # WHAT WANTED COMMAND...
    what=$1 wanted=$2
    shift 2
    seen=$("$@") || { echo "$what: failed"; exit 1; }
    case $seen in
    *"$wanted"*"$pinned") ;;
    *) echo "$what: '$seen', not '$wanted' and '$pinned'"; exit 1 ;;
    esac
}
expect "the copy" "$scratch/state/paribus" "$PARIBUS" run -q -- sh -c "$look"
[ -z "$(find state -name libc.so.6)" ] || { echo "the copy was left behind"; exit 1; }
# Under a debugger, which tells by ptrace(2) that it is one.
cat >traced.c <<'C'
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    int status = 0;
    pid_t child = fork();
    (void)argc;
    if (child == 0) {
        ptrace(PTRACE_TRACEME, 0, 0, 0);
        execvp(argv[1], argv + 1);
        _exit(127);
    }
    while (waitpid(child, &status, 0) == child && WIFSTOPPED(status))
        ptrace(PTRACE_CONT, child, 0, WSTOPSIG(status) == 5 ? 0 : (long)WSTOPSIG(status));
    return WEXITSTATUS(status);
}
C
cc -o traced traced.c
seen=$("$PARIBUS" run -q -- ./traced sh -c "$look")
case $seen in
*"$scratch"*) echo "a debugger's program got the copy: '$seen'"; exit 1 ;;
*libc.so*"$pinned") ;;
*) echo "traced: '$seen'"; exit 1 ;;
esac
