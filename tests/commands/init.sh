#!/bin/sh
# paribus init writes what builds each kind of project, and check does it; asked at a terminal, or told.
set -eu
scratch=$(mktemp -d /var/tmp/paribus-init-XXXXXX)
trap 'rm -rf "$scratch"' EXIT
export XDG_STATE_HOME="$scratch/state" PARIBUS_NO_KEEP=1
fail() { echo "$*"; cat "$scratch/out" 2>/dev/null; exit 1; }

# project FILE... : a new directory with these
project() {
    rm -rf "$scratch/tree"
    mkdir "$scratch/tree"
    cd "$scratch/tree"
    for file; do
        mkdir -p "$(dirname "$file")"
        : >"$file"
    done
}
init() { # STATUS ARG...
    wanted=$1 got=0
    shift
    "$PARIBUS" init "$@" >"$scratch/out" 2>&1 </dev/null || got=$?
    [ "$got" = "$wanted" ] || fail "init $*: status $got instead of $wanted"
}
command_is() { [ "$(jq -r '.command | if type == "array" then join(" ") else . end' .paribus.json)" = "$1" ] || fail "$(cat .paribus.json): not '$1'"; }

while read -r files command; do
    # shellcheck disable=SC2086
    project $(echo "$files" | tr , ' ')
    init 0
    command_is "$command"
    "$PARIBUS" check --help >/dev/null || fail "the file is refused"
    PARIBUS_MAX_RUNS=x "$PARIBUS" check >"$scratch/out" 2>&1 && fail "not even read"
    grep -q PARIBUS_MAX_RUNS "$scratch/out" || fail "the file is refused"
done <<'TABLE'
Makefile make -B
Makefile,configure ./configure && make clean && make
configure.ac,Makefile.am autoreconf -fi && ./configure && make
CMakeLists.txt,Makefile cmake -S . -B build-paribus && cmake --build build-paribus
meson.build meson setup build-paribus && meson compile -C build-paribus
Cargo.toml cargo build --release --target-dir target-paribus
package.json npm pack
pyproject.toml python3 -m pip wheel --no-deps --no-build-isolation -w dist-paribus .
setup.py python3 -m pip wheel --no-deps --no-build-isolation -w dist-paribus .
debian/rules,debian/control,Makefile dpkg-buildpackage -b -us -uc
TABLE
[ "$(jq -r .tree .paribus.json)" = .. ] || fail "packages are made beside the tree"

project package.json
echo '{"scripts": {"build": "tsc"}}' >package.json
init 0
command_is "npm run build"

# What is there is left alone, and nothing is made up.
echo '{}' >.paribus.json
init 2
grep -q "is there already" "$scratch/out" || fail "not said"
[ "$(cat .paribus.json)" = '{}' ] || fail "overwritten"
project
init 2
grep -q "nothing here tells how it is built" "$scratch/out" || fail "not said"
[ ! -e .paribus.json ] || fail "written all the same"
init 2 --ignore '*.log' -- make
grep -q "needs a reason" "$scratch/out" || fail "a rule without a reason"

# A real one, from nothing to the verdict: a tree that is built already is built again.
project
cat >Makefile <<'MAKE'
all: app
app: app.c
	cp app.c app; date +%s%N >>app
clean:
	rm -f app
MAKE
echo source >app.c
make >/dev/null
init 0 --ignore 'none # never there'
command_is "make clean && make"
got=0
"$PARIBUS" check --no-prove >"$scratch/out" 2>&1 || got=$?
[ $got = 1 ] && grep -q "^app differs" "$scratch/out" || fail "check: status $got"

# At a terminal, with answers: the command, the outputs, a rule, its reason, no more rules.
if command -v script >/dev/null; then
    rm .paribus.json
    printf 'make -s app\napp\n*.o\nnobody ships objects\n\n' |
        script -qec "$PARIBUS init" /dev/null >"$scratch/out" 2>&1 || fail "asked, it fails"
    command_is "make -s app"
    [ "$(jq -c '[.output, .ignore]' .paribus.json)" = '[["app"],{"*.o":"nobody ships objects"}]' ] || fail "$(cat .paribus.json)"
fi
