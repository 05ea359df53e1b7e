#!/bin/sh
# Every command has its manual page, made from the table of options; what a page says beyond that is of options there are, and
# no page has a mistake that man(1) would complain about.
#   manual.sh PARIBUS PAGES
set -eu
paribus=$1 pages=$2
status=0
complain() { echo "$*" >&2; status=1; }

taken() { "$paribus" "$1" --help | sed -n 's/^  \(-., \|    \)\(--[a-z-]*\).*/\2/p'; }
commands=$("$paribus" help | sed -n 's/^  \([a-z]*\) .*/\1/p')
[ -n "$commands" ] || complain "help lists no command"

for command in $commands; do
    page=$pages/paribus-$command.1
    [ -f "$page" ] || { complain "no page of 'paribus $command'"; continue; }
    plain=$(sed 's/\\-/-/g' "$page")
    for option in $(taken "$command"); do
        printf '%s\n' "$plain" | grep -qF "\\fB$option\\fR" || complain "$page says nothing of $option"
    done
    for part in NAME SYNOPSIS DESCRIPTION "EXIT STATUS" "SEE ALSO"; do
        grep -qx "\.SH $part" "$page" || complain "$page has no part $part"
    done
    grep -q "\"paribus $command\"" "$pages/paribus.1" || complain "paribus(1) does not list $command"
done

for file in docs/man/options/*; do
    name=$(basename "$file")
    option=${name%%.*}
    of=${name#"$option"} of=${of#.}
    grep -q "^OPTION([A-Z_]*, \"$option\"," runner/options.def || case $option in format-*) ;; *) complain "$file is of no option" ;; esac
    [ -z "$of" ] || echo "$commands" | grep -qx "$of" || complain "$file is of no command"
done

# What one page says of another is there.
for page in "$pages"/*; do
    for other in $(sed -n 's/^\.BR \([a-z.\\-]*\) (\([15]\)).*/\1.\2/p' "$page" | sed 's/\\-/-/g' | grep '^paribus'); do
        [ -f "$pages/$other" ] || complain "$page: no such page: $other"
    done
done

if command -v man >/dev/null && command -v groff >/dev/null; then
    for page in "$pages"/*; do
        said=$(LC_ALL=C.UTF-8 MANROFFSEQ='' MANWIDTH=80 man --warnings -E UTF-8 -l -Tutf8 -Z "$page" 2>&1 >/dev/null)
        [ -z "$said" ] || complain "$page: $said"
    done
fi
exit $status
