#!/bin/sh
set -e
file=$(mktemp) # LEAK
echo "using $file" >log.txt
rm "$file"
