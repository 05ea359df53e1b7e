#!/bin/sh
set -e
echo $RANDOM >out.txt # LEAK
