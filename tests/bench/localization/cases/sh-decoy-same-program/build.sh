#!/bin/sh
set -e
first=$(date +%s%N)
second=$(date +%s%N) # LEAK
third=$(date +%s%N)
[ "$first" != "$third" ]
echo "$second" >out.txt
