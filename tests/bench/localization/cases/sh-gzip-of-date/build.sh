#!/bin/sh
set -e
{ cat build.sh; date -u; } | gzip -n >out.gz # LEAK
