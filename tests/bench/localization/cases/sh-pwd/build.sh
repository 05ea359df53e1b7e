#!/bin/sh
set -e
pwd >where.txt # LEAK
