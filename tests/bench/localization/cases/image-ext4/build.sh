#!/bin/sh
set -e
truncate -s 4M image
mkfs.ext4 -q image # LEAK
