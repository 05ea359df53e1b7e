#!/bin/sh
set -e
touch "release-$(date +%Y%m%d)" # LEAK
