#!/bin/sh
# Writes a manual page: what the tables know, put into what is written here.
#   make.sh PARIBUS TEMPLATE PAGE
# A template is man(7) with lines for parts of `paribus help --man`: @HEAD@ (title, name, synopsis), @COMMANDS@ and
# @OPTIONS@ or @KEYS@.  Where options/NAME.COMMAND or options/NAME is there it says more than the help's sentence.
set -eu
here=$(dirname "$2")
page=$(basename "$2" .in)
topic=$(echo "${page%.[0-9]}" | sed 's/^paribus-//')
[ "$topic" != paribus ] || topic=
"$1" help --man $topic |
    awk -v template="$2" -v here="$here" -v topic="$topic" '
    function more(name,   path, line, found) {
        path = here "/options/" name
        while ((getline line < path) > 0) { text[part] = text[part] line "\n"; found = 1 }
        close(path)
        return found
    }
    BEGIN { part = "HEAD" }
    /^\.SH (OPTIONS|COMMANDS|KEYS)$/ { part = $2 }
    /^\.\\" / { skip = more($2 "." topic) || more($2); next }
    skip { skip = 0; next }
    { text[part] = text[part] $0 "\n" }
    END {
        while ((getline line < template) > 0) {
            if (line ~ /^@[A-Z]+@$/) printf "%s", text[substr(line, 2, length(line) - 2)]
            else print line
        }
    }' >"$3"
