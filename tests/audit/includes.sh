#!/bin/sh
# Who may include whom: runner and analyzer see of preload only the contract, the analyzer sees
# nothing of the runner, and a room sees no other room.
set -eu
bad=0
complain() { echo "$1"; bad=1; }

contract=$(cd preload/abi && ls)
for file in $(find analyzer runner -name '*.[ch]' | sort); do
    for name in $(sed -n 's/^#include "\(.*\)"$/\1/p' "$file"); do
        case $name in
        */*) complain "$file includes $name: by its plain name only" ;;
        esac
        echo "$contract" | grep -qx "$name" && continue
        [ -f "analyzer/$name" ] && continue
        case $file in
        analyzer/api/*) [ -f "analyzer/api/$name" ] || complain "$file includes $name" ;;
        analyzer/*) complain "$file includes $name, which is neither analyzer nor contract" ;;
        runner/*) [ -f "runner/$name" ] || complain "$file includes $name" ;;
        esac
    done
done
for file in preload/sources/*.c; do
    for name in $(sed -n 's/^#include "\(.*\)"$/\1/p' "$file"); do
        case $name in
        ../*) [ -f "preload/sources/$name" ] || complain "$file includes $name" ;;
        *) [ -f "preload/abi/$name" ] || complain "$file includes $name: another room?" ;;
        esac
    done
done
exit $bad
