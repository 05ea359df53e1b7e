#!/bin/sh
set -e
touch "release-$(date -u +%Y%m%d)" # LEAK
