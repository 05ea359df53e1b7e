#!/bin/sh
# What programs seldom do, they do as ever: what a family of hostile/ says is the same natively and
# under every mode, recorded or not.
#   hostile.sh FAMILY        HOSTILE: the program
set -eu
family=$1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
bad=0
timeout 120 "$HOSTILE" "$family" >native 2>&1 </dev/null || { cat native; echo "natively"; exit 1; }
same() { # WHAT OPTION...
    what=$1
    shift
    status=0
    timeout 200 "$PARIBUS" "$@" -- "$HOSTILE" "$family" >seen 2>&1 </dev/null || status=$?
    diff native seen && [ "$status" -eq 0 ] || { echo "$what: not as natively, exit status $status"; bad=1; }
}
same off run -q --off all
same record record -q -r recorded --record all
same pin record -q -r pinned --pin all
same run run -q
# who one is and what one may use are varied on purpose
same vary record -q -r varied --vary all --off user,limits
exit $bad
