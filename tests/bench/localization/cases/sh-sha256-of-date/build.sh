#!/bin/sh
set -e
date -u +%s | sha256sum >sum.txt # LEAK
