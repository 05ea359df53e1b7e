#!/bin/sh
# Every option a command takes is in its man page, and no other.
# Usage: man-options.sh PARIBUS [SOURCE_DIR]
set -eu
paribus=$1
here=${2:-$(dirname "$0")/../..}
status=0

taken() { "$paribus" "$1" --help | sed -n 's/^  \(-., \|    \)\(--[a-z-]*\).*/\2/p' | sort; }
documented() {
    sed 's/\\-/-/g' "$here/docs/man/paribus-$1.1" | sed -n '/^\.SH OPTIONS/,/^\.SH EXIT/p' |
        sed -n 's/^\(\\fB-.\\fR, \)\{0,1\}\\fB\(--[a-z-]*\)\\fR.*/\2/p' | sort
}

for command in $("$paribus" help | sed -n 's/^  \([a-z]*\) .*/\1/p' | grep -vx 'help\|version'); do
    if [ "$(taken "$command")" != "$(documented "$command")" ]; then
        echo "docs/man/paribus-$command.1 does not list the options of 'paribus $command':" >&2
        echo "taken:" $(taken "$command") >&2
        echo "documented:" $(documented "$command") >&2
        status=1
    fi
done
exit $status
