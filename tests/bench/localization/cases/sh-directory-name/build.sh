#!/bin/sh
set -e
mkdir "build.$$" # LEAK
echo same >"build.$$/one"
sha256sum "build.$$/one" >"build.$$/sums"
