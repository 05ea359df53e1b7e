#!/bin/sh
set -e
echo made >made
stat -c %Y made >when.txt # LEAK
