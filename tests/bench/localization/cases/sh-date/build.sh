#!/bin/sh
set -e
echo "version 1.0" >version.txt
date -u >>version.txt # LEAK
