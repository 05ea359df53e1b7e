#!/bin/sh
# Every file a page links to is there.
set -eu
bad=0
for page in $(find README.md docs examples -name '*.md'); do
    for link in $(grep -o '](\([^)]*\))' "$page" | sed 's/^](//; s/)$//; s/#.*//; /^http/d'); do
        [ -e "$(dirname "$page")/$link" ] || { echo "$page: no such file: $link"; bad=1; }
    done
done
exit $bad
