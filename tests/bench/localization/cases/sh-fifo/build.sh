#!/bin/sh
set -e
mkfifo pipe
cat pipe >out.txt &
date -u +%s.%N >pipe # LEAK
wait
rm pipe
