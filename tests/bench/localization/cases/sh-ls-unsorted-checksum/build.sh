#!/bin/sh
set -e
cat $(ls -U data/* -d data | head -1; ls -U data | sed s,^,data/,) 2>/dev/null | sha256sum >sum.txt # LEAK
