#!/bin/sh
set -e
printf 'b\nA\na\nB\n' | sort >sorted.txt # LEAK
