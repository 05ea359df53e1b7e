#!/bin/sh
# What comes from others (a tree with its .paribus.json, file names, arguments, variables, a run
# directory) starts no program and writes nowhere but where the user said.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
export HOME="$scratch/home" XDG_STATE_HOME="$scratch/home/state"
mkdir -p home tree outside
fail() { echo "$1"; exit 1; }
untouched() { [ ! -e "$scratch/pwned" ] && [ -z "$(ls -A "$scratch/outside")" ] || fail "$1"; }

# --- a hostile tree
cd tree
evil="touch $scratch/pwned"
cat >.paribus.json <<J
{"host": "\$($evil)", "env": {"LD_PRELOAD": "$scratch/evil.so", "PATH": "$scratch/bin:/usr/bin:/bin"}, "ignore": {"\`$evil\`": "; $evil"},
 "output": ["../../outside/*", "\$($evil)"], "seed": 3}
J
mkdir "$scratch/bin"
for name in git addr2line debuginfod-find gzip tar xz zstd objdump sh cc; do
    printf '#!/bin/sh\n%s\n' "$evil" >"$scratch/bin/$name"
    chmod +x "$scratch/bin/$name"
done
"$PARIBUS" check -q -- true >report 2>&1 || true
untouched "the project's file was obeyed too far"
rm .paribus.json
for text in '{"run-dir": "../outside/run"}' '{"report": "../outside/report"}' '{"format": "json=../outside/report"}' '{"config": "../outside/x"}'; do
    echo "$text" >.paribus.json
    "$PARIBUS" check -q -- sh -c 'date > out' >../said 2>&1 || true
    untouched "a file written where .paribus.json wanted it: $text"
done
rm -f .paribus.json

# --- hostile names, arguments and variables
touch "$scratch/../$(basename "$scratch")/tree/\$($evil)" 2>/dev/null || touch "\$(touch pwned)" "; touch pwned"
name=$(printf 'a\n%%0A::error::\033[31m`%s`' "touch pwned")
env "X=\$($evil)" "\`$evil\`=y" "$PARIBUS" check -q -- sh -c 'date > "$1"; date > "\$(touch pwned)"' "\$($evil)" "$name" >report 2>&1 || true
[ ! -e pwned ] || fail "a file's name was obeyed"
untouched "an argument was obeyed"
grep -q "$(printf '\033')" report && fail "a name reached the terminal unescaped"
cd ..

# --- a link where a run or report is to be
ln -s "$scratch/outside/file" link
"$PARIBUS" record -q -r link -- true 2>said && fail "a run was kept through a link"
untouched "a run went through a link"
mkdir -p real && "$PARIBUS" record -q -r real/run -- true
[ "$(stat -c %a real/run)" = 700 ] || fail "a run directory is open to others"
for name in shared trace; do
    [ "$(stat -c %a "real/run/$name")" = 600 ] || fail "$name is open to others"
done

# --- a run that somebody else made
python3 - real/run <<'P'
import json, os, random, sys
run = sys.argv[1]
with open(f'{run}/run.json') as file:
    kept = json.load(file)
kept['cwd'] = '/../../outside'
kept['argv'] = ['$(touch pwned)', '\x1b[31m', '../outside']
with open(f'{run}/run.json', 'w') as file:
    json.dump(kept, file)
os.makedirs(f'{run}/left/tree/x', exist_ok=True)
os.symlink('../../../../../outside/new', f'{run}/left/tree/link')
random.seed(1)
for name in ('shared', 'trace'):
    with open(f'{run}/{name}', 'r+b') as file:
        for _ in range(300):
            file.seek(random.randrange(4096))
            file.write(bytes([random.randrange(256)]))
P
for words in "show real/run" "compare real/run real/run" "show --events real/run" "show --format json real/run"; do
    status=0
    # shellcheck disable=SC2086
    timeout 60 "$PARIBUS" $words >report 2>said || status=$?
    [ "$status" -lt 100 ] || { cat said; fail "$words: ends with $status"; }
    grep -q "$(printf '\033')" report said && fail "$words: escapes reached the terminal"
done
untouched "somebody else's run was obeyed"

# --- a library that is told of a run by somebody else
for text in 0.0:/nonexistent 0.0:relative :/ 0.0 zzz.0:/tmp "0.0:$scratch/outside" "ffffffffffffffffffffffff.0.00:/$(printf '%02000d' 0)"; do
    LD_PRELOAD="$(dirname "$PARIBUS")/../lib/paribus/libparibus.so" PARIBUS_RUN="$text" /bin/true 2>said || fail "PARIBUS_RUN=$text"
    [ ! -s said ] || { cat said; fail "PARIBUS_RUN=$text: not silent"; }
done
untouched "the library wrote something"

# --- the control files of a run, damaged: the program is none the worse
"$PARIBUS" record -q -r real/whole -- true
library="$(cd "$(dirname "$PARIBUS")/../lib/paribus" && pwd)/libparibus.so"
python3 - "$library" "$scratch/real/whole" <<'P'
import os, random, shutil, subprocess, sys
library, run = sys.argv[1:]
CONFIG, PAGE = 512, 4096  # preload/abi/run.h: where run_shared.config lies
with open(f'{run}/shared', 'rb') as file:
    sound = file.read(PAGE)
size = os.path.getsize(f'{run}/shared')
random.seed(2)
for nth in range(60):
    bad = bytearray(sound)
    for _ in range(1 + nth % 9):
        bad[CONFIG + 16 + random.randrange(1840)] = random.choice((0, 1, 2, 3, 255, random.randrange(256)))
    with open(f'{run}/shared', 'r+b') as file:
        file.write(bad)
        file.truncate(size if nth % 10 else random.randrange(size))
    done = subprocess.run(['/bin/sh', '-c', 'echo fine'], capture_output=True, timeout=60, check=False,
                          env={'LD_PRELOAD': library, 'PARIBUS_RUN': f'0.0:{run}', 'PATH': '/usr/bin:/bin'})
    if done.stdout != b'fine\n' or done.returncode:
        sys.exit(f'config {nth}: {done}')
P
untouched "the library wrote something"
