#!/bin/sh
set -e
date >/dev/null &
find . >/dev/null
wait
echo done >out.txt
