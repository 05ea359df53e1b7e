#!/bin/sh
set -e
echo "$LANG" >lang.txt # LEAK
