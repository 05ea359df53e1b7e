#!/bin/sh
# Installed into a prefix and moved from there, paribus finds its library, and a program is built against what is installed.
#   prefix.sh BUILD SOURCE
set -eu
build=$1 source=$2
scratch=$(mktemp -d /var/tmp/paribus-install-XXXXXX)
trap 'rm -rf "$scratch"' EXIT
export XDG_STATE_HOME="$scratch/state"
fail() { echo "$*"; exit 1; }

"$CMAKE" --install "$build" --prefix "$scratch/first" >/dev/null
mv "$scratch/first" "$scratch/a prefix"
prefix="$scratch/a prefix"
paribus="$prefix/bin/paribus"
for file in bin/paribus include/paribus/analyzer.h share/man/man1/paribus-check.1 share/man/man5/paribus.json.5 \
    share/man/man5/paribus-trace.5 share/bash-completion/completions/paribus share/fish/vendor_completions.d/paribus.fish; do
    [ -s "$prefix/$file" ] || fail "not installed: $file"
done

# It runs there, and its library is the one beside it.
mkdir "$scratch/tree"
cd "$scratch/tree"
cat >stamp.c <<'C'
#include <stdio.h>
#include <time.h>
int main(void)
{
    return printf("%ld\n", (long)time(NULL)) < 0;
}
C
"$CC" -g stamp.c -o stamp
got=0
"$paribus" check -q --format json="$scratch/report.json" --run-dir "$scratch/runs" -- sh -c './stamp >out' >/dev/null || got=$?
[ $got = 1 ] || fail "check: status $got"
"$paribus" doctor --json | jq -e '.probes[] | select(.name == "library") | .state == "ok"' >/dev/null || fail "no library"

# The example, by pkg-config, also as C++ and by the letter of the standard.
export PKG_CONFIG_PATH=$(dirname "$(find "$prefix" -name paribus-analyzer.pc)")
[ "$(pkg-config --modversion paribus-analyzer)" = "$("$paribus" version | cut -d ' ' -f 2)" ] || fail "versions differ"
libdir=$(dirname "$(find "$prefix" -name libparibus-analyzer.so)")
flags=$(pkg-config --cflags --libs paribus-analyzer)
eval "\"\$CC\" -std=c99 -pedantic -Wall -Wextra -Werror \"\$source/examples/analyzer/blame.c\" $flags -o \"\$scratch/blame\""
if command -v g++ >/dev/null; then
    echo '#include <paribus/analyzer.h>' | eval "g++ -std=c++98 -pedantic -Wno-long-long -Werror -fsyntax-only -x c++ - $flags"
fi
export LD_LIBRARY_PATH="$libdir"
"$scratch/blame" "$scratch/report.json" "$scratch/runs/run-001" "$scratch/runs/run-003" >"$scratch/said" || fail "blame: $?"
grep -qx divergent "$scratch/said" && grep -q '^out: proven, time by [a-z_]* at .*stamp.c:5$' "$scratch/said" &&
    grep -q "^sh: 2 processes, .* time is 'pin'$" "$scratch/said" && grep -qx 'out: content' "$scratch/said" || fail "$(cat "$scratch/said")"
"$scratch/blame" /dev/null 2>"$scratch/said" && fail "an empty report is read"
grep -q "^blame: cannot read '/dev/null'" "$scratch/said" || fail "$(cat "$scratch/said")"
"$scratch/blame" "$scratch/report.json" / / 2>"$scratch/said" >/dev/null && fail "/ is no run"
grep -q "^blame: '/' is not a run" "$scratch/said" || fail "$(cat "$scratch/said")"

# What it exports is what the header declares.
header=$(grep -o 'paribus_[a-z_]*(' "$source/analyzer/api/analyzer.h" | grep -v '^paribus_visit_' | tr -d '(' | sort -u)
exported=$(nm -D --defined-only "$libdir"/libparibus-analyzer.so | awk '$2 == "T" { sub("@.*", "", $3); print $3 }' | sort -u)
[ "$header" = "$exported" ] || fail "declared and exported differ: $header / $exported"
