#!/bin/sh
set -e
for step in one two three four five; do
    date >>log
done
date +%s >out.txt # LEAK
date >>log
rm log
