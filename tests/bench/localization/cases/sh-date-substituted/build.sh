#!/bin/sh
set -e
stamp=$(date +%Y%m%d%H%M%S) # LEAK
name=tool
major=1
minor=2
echo "$name-$major.$minor-$stamp" >version.txt
