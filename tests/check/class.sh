#!/bin/sh
# What others will try first: every class of unreproducibility (classes.tsv, classes/) gets the right
# verdict: its source proven and no other, or unexplained with the right escape.
#   class.sh CLASS
set -eu
here=$(cd "$(dirname "$0")" && pwd)
class=$1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
bad=0
try() { # FILE EXPECTED BUILD COMMAND
    rm -rf "$scratch/tree"
    mkdir -p "$scratch/tree/many"
    cd "$scratch/tree"
    for name in z q a m b x; do : >"many/$name"; done
    cp "$here/classes/$1" .
    [ "$3" = - ] || sh -c "$3"
    case $2 in cpu | locale) vary=auto,+$2 ;; *) vary=auto ;; esac
    # The machine itself decides whether a race shows: give it a few chances.
    tries=1
    case $2 in unexplained*) tries=6 ;; esac
    while [ "$tries" -gt 0 ]; do
        tries=$((tries - 1))
        # shellcheck disable=SC2086
        "$PARIBUS" check -q --vary "$vary" --format json --report ../report.json -- $4 >../log 2>&1 || true
        verdict=$(/usr/bin/python3 "$here/class.py" ../report.json "$2") && return 0
    done
    echo "$1: expected $2, got $verdict"
    bad=1
}
awk -F '\t' -v class="$class" 'index($1, class) == 1' "$here/classes.tsv" >"$scratch/rows"
while IFS='	' read -r file expected build command; do
    try "$file" "$expected" "$build" "$command" </dev/null
done <"$scratch/rows"
exit $bad
