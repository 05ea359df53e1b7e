#!/bin/sh
# Installs what building and testing paribus needs, on Debian and Ubuntu.  Does nothing when all is there.
#   sh tests/install-deps.sh [build|test]
set -eu

build="gcc libc6-dev cmake make ninja-build pkg-config libxxhash-dev libjansson-dev libarchive-dev libdw-dev
libelf-dev libcmocka-dev"
test="clang clang-format cppcheck libunwind-dev python3 perl zip binutils musl-tools
dpkg-dev jq"

case "${1:-build}" in
build) wanted=$build ;;
test) wanted="$build $test" ;;
*) echo "usage: $0 [build|test]" >&2; exit 2 ;;
esac

missing=
for package in $wanted; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' ||
        missing="$missing $package"
done
[ -n "$missing" ] || exit 0

sudo=
[ "$(id -u)" -eq 0 ] || sudo=sudo
export DEBIAN_FRONTEND=noninteractive
$sudo apt-get update -qq
# shellcheck disable=SC2086
$sudo apt-get install -y -qq --no-install-recommends $missing
