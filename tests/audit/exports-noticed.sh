#!/bin/sh
# A function that glibc did not have before fails the audit, with its name.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
echo 'int brand_new(void); int brand_new(void) { return 0; }' | cc -shared -fPIC -x c -o "$scratch/libc.so.9" -
! python3 "$(dirname "$0")/exports.py" "$scratch/libc.so.9" >"$scratch/said" || { echo "not noticed"; exit 1; }
grep -qx 'brand_new: not classified (libc.so.9 of this machine)' "$scratch/said" || { cat "$scratch/said"; exit 1; }
