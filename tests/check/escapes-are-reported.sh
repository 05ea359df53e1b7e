#!/bin/sh
# A static and a setuid program are reported with their command line, an env -i child is covered.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
cat >tiny.c <<'P'
#include <stdio.h>
#include <time.h>
int main(void) { printf("%ld\n", (long)time(NULL)); return 0; }
P
cc -static -o static-tiny tiny.c
cc -o tiny tiny.c
"$PARIBUS" run -q -- env -i ./tiny | grep -qx 2000000000 || { echo "env -i is not covered"; exit 1; }

"$PARIBUS" run -- ./tiny 2>err >/dev/null
! grep uncovered err || { echo "a covered program is complained of"; exit 1; }
"$PARIBUS" run -- sh -c ./static-tiny 2>err >/dev/null
grep -q 'ran uncovered' err || { echo "run does not tell of what it could not enter"; exit 1; }

setuid=$(find /usr/bin -maxdepth 1 -perm -4000 -user root 2>/dev/null | head -1)
"$PARIBUS" record -q -r run -- sh -c "./static-tiny; env -i ./tiny; $setuid --help" >/dev/null 2>&1 || true
"$PARIBUS" show run >shown
grep -q 'static ./static-tiny' shown || { cat shown; echo "the static program is not reported"; exit 1; }
if [ "$(id -u)" -ne 0 ] && [ -n "$setuid" ]; then
    grep -q "setuid $setuid" shown || { cat shown; echo "the setuid program is not reported"; exit 1; }
fi

# what was looked at before is looked at again once it is another: in place, by a move, by its mode
"$PARIBUS" record -q -r again -- sh -c '
    cat tiny > it && chmod 755 it && ./it && ./it && cat static-tiny > it && ./it && ./it &&
    cp tiny other && mv other it && ./it && cp static-tiny other && mv other it && ./it &&
    cp tiny it && ./it && chmod 600 it && ! ./it && chmod 755 it && ./it' >/dev/null 2>&1 ||
    { echo "a program that changes is not executed as it is"; exit 1; }
"$PARIBUS" show again >shown
[ "$(grep -c '^not covered: static ./it' shown)" -eq 3 ] ||
    { cat shown; echo "a program that changes is not told of"; exit 1; }
! grep -q lost shown || { cat shown; exit 1; }

# an uncovered program that leaks: unexplained, with its name, and not decided
status=0
"$PARIBUS" check -q -- sh -c './static-tiny > out; sleep 1.1' >report || status=$?
[ "$status" -eq 3 ] || { cat report; echo "exit status $status, not 3"; exit 1; }
tr -s '\n ' ' ' <report | grep -q 'uncovered program ./static-tiny' || { cat report; exit 1; }

# one that does not leak: reproducible, with what may have come from it
cc -static -o static-same -x c - <<'C'
#include <stdio.h>
int main(void) { return puts("same") < 0; }
C
"$PARIBUS" check -q -- sh -c './static-same > out; cat tiny.c > other' >report || { cat report; exit 1; }
tr -s '\n ' ' ' <report | grep -q 'not covered may have written .*out'  || { cat report; echo "not qualified"; exit 1; }
tail -n 6 report | grep -q '^coverage: .* 1 not: static ./static-same' || { cat report; exit 1; }
"$PARIBUS" show run | tail -n 1 | grep -q '^coverage: ' ||
    { echo "show does not end with its coverage"; exit 1; }
