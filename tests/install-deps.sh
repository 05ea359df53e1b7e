#!/bin/sh
# Installs what building and testing paribus needs, on Debian and Ubuntu.  Does nothing when all is there.
#   sh tests/install-deps.sh [build|test|all]
# all: with what is large and used by one test each (cargo, Bazel, promtool).
set -eu

build="gcc libc6-dev cmake make ninja-build pkg-config libxxhash-dev libjansson-dev libarchive-dev libdw-dev
libelf-dev libiberty-dev nettle-dev libcmocka-dev"
test="g++ clang clang-format cppcheck libunwind-dev python3 perl zip binutils musl-tools
dpkg-dev fakeroot strace valgrind jq cpio rsync genisoimage python3-junitparser python3-jsonschema python3-prometheus-client
python3-yaml"
extra= # tests do without, and say so: not every distribution has it
tools="chromium zsh fish bash-completion man-db groff gawk lua5.4 ruby php-cli guile-3.0 ocaml-interp eatmydata
libcap2-bin gdb gcc-multilib libjemalloc2 libtcmalloc-minimal4"
pages="git meson python3-pytest python3-setuptools python3-wheel pre-commit autopkgtest faketime reprotest
diffoscope-minimal" # what pages of the documentation show
large="cargo bazel-bootstrap prometheus" # and what is large

case "${1:-build}" in
build) wanted=$build ;;
test) wanted="$build $test" extra="$tools $pages" ;;
all) wanted="$build $test" extra="$tools $pages $large" ;;
*) echo "usage: $0 [build|test|all]" >&2; exit 2 ;;
esac

missing=
for package in $wanted $extra; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' ||
        missing="$missing $package"
done
[ -n "$missing" ] || exit 0

sudo=
[ "$(id -u)" -eq 0 ] || sudo=sudo
export DEBIAN_FRONTEND=noninteractive
$sudo apt-get update -qq
for package in $extra; do
    apt-cache policy "$package" | grep -q 'Candidate: [0-9]' || missing=$(echo " $missing " | sed "s/ $package / /")
done
# shellcheck disable=SC2086
[ -z "$(echo $missing)" ] || $sudo apt-get install -y -qq --no-install-recommends $missing
