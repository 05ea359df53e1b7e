#!/bin/sh
# Programs that gain privilege run as ever, without us, and are named; nothing of ours becomes theirs.
set -eu
[ "$(id -u)" -eq 0 ] || { echo "needs the superuser, to make such programs"; exit 77; }
command -v setcap >/dev/null || { echo "no setcap here"; exit 77; }
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
chmod 755 .
fail() { echo "$1"; exit 1; }
cat >told.c <<'C'
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <time.h>
#include <unistd.h>
int main(void)
{
    char line[512];
    int mapped = 0;
    FILE *maps = fopen("/proc/self/maps", "r");
    while (maps && fgets(line, sizeof line, maps))
        mapped |= strstr(line, "libparibus") != NULL;
    printf("uid %d gid %d secure %lu library %d past %d\n", geteuid(), getegid(), getauxval(AT_SECURE), mapped,
           time(NULL) < 1999999999);
    return 0;
}
C
cc -o plain told.c
for kind in setuid setgid capable; do cp plain $kind; done
chown 65534 setuid && chmod 4755 setuid
chgrp 65534 setgid && chmod 2755 setgid
setcap cap_net_raw+ep capable || { echo "no capabilities on this file system"; exit 77; }

as_nobody="setpriv --reuid 65533 --regid 65533 --clear-groups"
mkdir -m 777 runs
$as_nobody ./setuid | grep -q 'uid 65534 .* secure 1' || { echo "no setuid programs here (nosuid)"; exit 77; }
for mode in off record pin; do
    for kind in setuid setgid capable; do
        seen=$($as_nobody env HOME="$scratch/runs" "$PARIBUS" record -q -r "runs/$kind.$mode" "--$mode" all -- \
            sh -c "./$kind; exit 0")
        case $mode:$seen in
        # in a user namespace that knows one id alone the kernel honours no such bit: docs/limits.md
        pin:"uid 65533 gid 65533 secure 0"*) continue ;;
        *:*"secure 1 library 0 past 1") ;;
        *) fail "$mode, $kind: '$seen'" ;;
        esac
        [ "$seen" = "$($as_nobody "./$kind")" ] || fail "$mode, $kind: not as natively: '$seen'"
        $as_nobody "$PARIBUS" show "runs/$kind.$mode" | grep -q "^not covered: setuid ./$kind" ||
            fail "$mode, $kind: not reported"
    done
done

# a run directory is its owner's alone
[ "$(stat -c %a runs/setuid.pin)" = 700 ] || fail "the run directory is open to others"
