#!/bin/sh
set -e
SOURCE_DATE_EPOCH=1600000000
export SOURCE_DATE_EPOCH
date -u -d "@$SOURCE_DATE_EPOCH" >version.txt
echo 'const char stamp[] = __DATE__;' >stamp.c
cc -c stamp.c
