#!/bin/sh
set -e
./leak | sha256sum | cut -c1-12 >seed.txt
SEED=$(md5sum <seed.txt | cut -c1-8)
export SEED
sh -c 'echo "$SEED" | cksum' >out.txt
