#!/bin/sh
set -e
uname -n >who.txt # LEAK
