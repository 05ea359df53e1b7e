# What zsh offers for a line, one word a line: completion runs in a shell in a pseudo terminal, and what it would add is caught.
#   completion.zsh COMPLETION LINE
zmodload zsh/zpty || exit 77
zpty shell zsh -f -i
send() { zpty -w shell "$1" }
send "PROMPT= RPROMPT= ; unsetopt zle_bracketed_paste 2>/dev/null; autoload -Uz compinit; compinit -u -D"
send "source ${(q)1}"
# Instead of showing matches, print them.
send 'compadd() {
    if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]]; then builtin compadd "$@"; return $?; fi
    local -a caught
    builtin compadd -A caught "$@"
    local word; for word in $caught; do print -r -- "OFFERED:${IPREFIX}$word" >>"$ZSH_CAUGHT"; done
    builtin compadd "$@"
}'
caught=$(mktemp)
send "ZSH_CAUGHT=${(q)caught}"
send 'bindkey "^I" complete-word; zstyle ":completion:*" list-prompt ""; LISTMAX=10000'
send "print READY"
zpty -r shell line '*READY*READY*' 2>/dev/null
zpty -n -w shell "$2"$'\t'
repeat 40 { [[ -s $caught ]] && break; sleep 0.1 }
sleep 0.3
zpty -d shell
sed -n 's/^OFFERED://p' $caught | sort -u
rm -f $caught
