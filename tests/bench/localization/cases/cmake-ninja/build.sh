#!/bin/sh
set -e
cmake -G Ninja -B out # CONFIGURE
ninja -C out # BUILD
