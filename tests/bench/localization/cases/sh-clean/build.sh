#!/bin/sh
set -e
date >/dev/null
find . >/dev/null
echo $$ >/dev/null
rm "$(mktemp)"
echo constant >out.txt
ls / | LC_ALL=C sort >list.txt
