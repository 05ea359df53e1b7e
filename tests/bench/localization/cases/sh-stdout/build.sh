#!/bin/sh
set -e
date +%s # LEAK1
echo $$ >&2 # LEAK2
