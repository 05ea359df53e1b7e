#!/bin/sh
set -e
sh -c 'echo $PPID; true' >out.txt # LEAK
