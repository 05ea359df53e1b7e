#!/bin/sh
set -e
file=$(mktemp ./log.XXXXXX) # LEAK
date -u +%s >"$file" # CONTENT
