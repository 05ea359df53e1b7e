#!/bin/sh
set -e
if [ -t 0 ]; then echo yes; else echo no; fi >tty.txt # LEAK
