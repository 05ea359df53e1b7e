#!/bin/sh
# Each shell completes what the tables know: commands, options, their values, runs, and the command behind the options.
#   completion.sh SHELL
set -eu
unset PARIBUS_NO_KEEP
shell=$1
here=$(cd "$(dirname "$0")" && pwd)
command -v "$shell" >/dev/null || { echo "skipped: no $shell"; exit 77; }
scratch=$(mktemp -d /var/tmp/paribus-completion-XXXXXX)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/bin" "$scratch/tree"
ln -s "$PARIBUS" "$scratch/bin/paribus"
export PATH="$scratch/bin:$PATH" XDG_STATE_HOME="$scratch/state" HOME="$scratch" TERM=xterm
cd "$scratch/tree"
mkdir adir
echo x >afile
paribus record -q -- true
paribus runs tag last mytag
paribus help --completion "$shell" >"$scratch/completion"
fail() { echo "$*"; exit 1; }

# complete LINE: what the shell offers for its last word, one a line
complete_bash() {
    bash --norc --noprofile -c '
        [ ! -r /usr/share/bash-completion/bash_completion ] || . /usr/share/bash-completion/bash_completion
        . "$1"
        COMP_LINE=$2 COMP_POINT=${#2}
        read -ra COMP_WORDS <<<"$2"
        [[ $2 != *" " ]] || COMP_WORDS+=("")
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        compopt() { :; }
        _paribus paribus "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
        printf "%s\n" "${COMPREPLY[@]}"' bash "$scratch/completion" "$1"
}
complete_fish() { fish -N -c 'source $argv[1]; complete -C $argv[2]' "$scratch/completion" "$1" | cut -f 1; }
# A real zsh in a pseudo terminal: what it lists after a tab.
complete_zsh() {
    zsh -f "$here/completion.zsh" "$scratch/completion" "$1"
}

offers() { # LINE WORD...
    line=$1
    shift
    complete_$shell "$line" >"$scratch/offered" 2>&1
    for word; do
        grep -qxF -e "$word" "$scratch/offered" || fail "'$line' does not offer $word but: $(head -20 "$scratch/offered")"
    done
}
offers_not() {
    complete_$shell "$1" >"$scratch/offered" 2>&1
    ! grep -qxF -e "$2" "$scratch/offered" || fail "'$1' offers $2"
}

offers "paribus " check run record compare show runs doctor sources help
offers "paribus re" record
offers_not "paribus re" check
offers "paribus check --" --output --no-prove --format --max-runs
offers_not "paribus run --" --no-prove
offers "paribus check --no-" --no-prove --no-keep
offers "paribus check --color " auto always never
offers "paribus check --format " text json html sarif
offers "paribus runs " list show tag gc
offers "paribus show my" mytag
offers "paribus help " check runs
offers "paribus help --completion " bash zsh fish
if [ "$shell" != zsh ]; then
    offers "paribus check --pin ti" time timezone
    offers "paribus check -- tru" true
    offers "paribus check --max-runs 3 tru" true
fi
if [ "$shell" = bash ]; then
    offers "paribus check --vary time,pi" time,pid
    offers "paribus check --tree a" adir
    offers_not "paribus check --tree a" afile
    offers "paribus check --report a" afile
    offers_not "paribus check ls --" --no-prove
fi
