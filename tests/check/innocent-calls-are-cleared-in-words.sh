#!/bin/sh
# --why-not says of an innocent call that its value stands nowhere and in which runs it was free; of a
# guilty one what it is accused of; by the names of a call, a function, a line and by an id.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export XDG_STATE_HOME="$scratch/state"
mkdir "$scratch/tree"
cd "$scratch/tree"
cat >leak.c <<'C'
#include <stdio.h>
#include <time.h>
#include <unistd.h>
static int quiet(void)
{
    return getppid() == 0; /* line 6 */
}
static void loud(FILE *to)
{
    fprintf(to, "%ld\n", (long)time(NULL)); /* line 10 */
}
int main(void)
{
    FILE *to = fopen("stamp", "w");
    if (!to || quiet())
        return 1;
    loud(to);
    return fclose(to);
}
C
cc -g -O0 -o leak leak.c

# notes SITE...: what a check says of them
notes() {
    for site; do
        shift
        set -- "$@" --why-not "$site"
    done
    "$PARIBUS" check -q --format json "$@" -- ./leak | python3 -c '
import json, sys
print("\n".join(json.load(sys.stdin)["notes"]))'
}
# says NOTES PATTERN
says() {
    echo "$1" | grep -qE "$2" || { echo "no '$2' in: $1"; exit 1; }
}
cleared='getppid in quiet\(\) at leak.c:6, [0-9a-f]{16}, in leak: no value of its stands in what differs; free in runs 5 where 1 other region came out the same$'
accused='time in loud\(\) at leak.c:10, [0-9a-f]{16}, in leak: it is accused, of stamp; something like its value stands in stamp$'
for site in getppid quiet leak.c:6; do
    says "$(notes "$site")" "^$cleared"
done
said=$(notes leak.c:10 nobody)
says "$said" "^$accused"
says "$said" "^no call at 'nobody' returned anything that differed$"
id=$(echo "$said" | grep -oE '[0-9a-f]{16}')
says "$(notes "$id")" "^$accused"
