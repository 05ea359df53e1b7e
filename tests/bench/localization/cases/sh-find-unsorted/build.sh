#!/bin/sh
set -e
find data -type f >list.txt # LEAK
