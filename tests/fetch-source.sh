#!/bin/sh
# Unpacks the source of a Debian package below DIRECTORY and prints where it lies.  Asks the archives the
# machine already uses, with lists of its own: the machine's apt stays as it is.
#   sh tests/fetch-source.sh PACKAGE[=VERSION] DIRECTORY
# Exit status 77: it cannot be had.
set -eu
[ $# -eq 2 ] || { echo "usage: $0 PACKAGE[=VERSION] DIRECTORY" >&2; exit 2; }
package=$1 name=${1%%=*}
mkdir -p "$2"
cd "$2"
directory=$PWD
unpacked() {
    for found in "$directory/$name"-*/; do
        [ -f "$found/.unpacked" ] && { echo "${found%/}"; exit 0; }
    done
    return 0
}
unpacked

command -v apt-get >/dev/null && command -v dpkg-source >/dev/null ||
    { echo "no apt-get and dpkg-source here" >&2; exit 77; }
lists=$directory/.apt
mkdir -p "$lists/lists/partial" "$lists/parts"
for file in /etc/apt/sources.list /etc/apt/sources.list.d/*; do
    case $file in
    *.sources) sed 's/^Types:.*/Types: deb-src/' "$file" >"$lists/parts/${file##*/}" ;;
    *.list) [ -f "$file" ] && sed -n 's/^deb /deb-src /p' "$file" >"$lists/parts/${file##*/}" ;;
    esac
done
cat >"$lists/apt.conf" <<CONF
Dir::Etc::SourceList "/dev/null";
Dir::Etc::SourceParts "$lists/parts/";
Dir::State::Lists "$lists/lists/";
Dir::Cache::srcpkgcache "";
Dir::Cache::pkgcache "";
APT::Sandbox::User "";
Acquire::http::Timeout "20";
Acquire::Retries "1";
CONF
export APT_CONFIG="$lists/apt.conf"
[ -f "$lists/updated" ] || { apt-get update -qq >&2 && : >"$lists/updated"; }
rm -rf "$directory/$name"-*/
# The newest version may be listed and not there yet.
versions() { apt-cache showsrc "$name" 2>/dev/null | sed -n "s/^Version: /$name=/p"; }
for wanted in "$package" $(versions); do
    apt-get source -qq "$wanted" >&2 && break
    wanted=
done
[ -n "$wanted" ] || { echo "the source of $package cannot be fetched" >&2; exit 77; }
for found in "$directory/$name"-*/; do
    : >"$found/.unpacked"
done
unpacked
exit 77
