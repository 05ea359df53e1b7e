#include "completion.h"
#include "options.h"
#include "util.h"

static void bash_options(const struct command *command, FILE *to)
{
    fprintf(to, "    %s) options='", command->name);
    for (const enum option_id *id = command->options; *id != OPTION_END; id++)
        fprintf(to, "%s--%s", id == command->options ? "" : " ", option_rows[*id].name);
    fputs("' operands='", to);
    for (const struct verb_row *verb = command->verbs; verb && verb->name; verb++)
        fprintf(to, "%s%s", verb == command->verbs ? "" : " ", verb->name);
    if (command->operands == OPERANDS_TOPIC)
        completion_names(to);
    fprintf(to, "' kind=%s ;;\n",
            completion_takes_command(command)                  ? "command"
            : completion_takes_runs(command) || command->verbs ? "runs"
                                                               : "none");
}

/* Which options take a value, and what that can be. */
static void bash_values(FILE *to)
{
    for (int id = OPTION_END + 1; id < OPTION_COUNT; id++) {
        const struct option_row *row = &option_rows[id];
        autofree char *list = NULL;
        enum words words = completion_words(row, &list);
        if (!row->argument)
            continue;
        fprintf(to, "    --%s", row->name);
        if (row->letter)
            fprintf(to, "|-%c", row->letter);
        fprintf(to, ") %s", words == WORDS_LISTED ? "values='" : "");
        fputs(words == WORDS_LISTED ? list
              : words == WORDS_FILES
                  ? "compopt -o filenames; COMPREPLY=($(compgen -f -- \"$word\"))"
              : words == WORDS_DIRECTORIES
                  ? "compopt -o filenames; COMPREPLY=($(compgen -d -- \"$word\"))"
                  : ":",
              to);
        fprintf(to, "%s ;;\n", words == WORDS_LISTED ? "'" : "");
    }
}

void completion_bash(FILE *to)
{
    fputs("# bash completion for paribus: written by 'paribus help --completion bash'\n"
          "# What the value of an option can be; false when $1 takes none.\n"
          "_paribus_value()\n{\n"
          "    local word=$2 values= before=\n"
          "    case $1 in\n",
          to);
    bash_values(to);
    fputs("    *) return 1 ;;\n    esac\n"
          "    [[ -n $values ]] || return 0\n"
          "    [[ $word != *,* ]] || before=${word%,*},\n"
          "    COMPREPLY=($(compgen -P \"$before\" -W \"$values\" -- \"${word##*,}\"))\n"
          "}\n\n"
          "# Sets options, operands and kind of a command.\n"
          "_paribus_command()\n{\n    case $1 in\n",
          to);
    for (const struct command *const *command = commands; *command; command++)
        bash_options(*command, to);
    fputs("    *) return 1 ;;\n    esac\n}\n\n"
          "_paribus()\n{\n"
          "    local word=$2 options operands kind i=2\n"
          "    COMPREPLY=()\n"
          "    if ((COMP_CWORD == 1)); then\n"
          "        COMPREPLY=($(compgen -W '",
          to);
    completion_names(to);
    fputs("' -- \"$word\"))\n"
          "        return\n    fi\n"
          "    _paribus_command \"${COMP_WORDS[1]}\" || return\n"
          "    # Behind the options begins a command of its own.\n"
          "    while [[ $kind == command ]] && ((i < COMP_CWORD)); do\n"
          "        case ${COMP_WORDS[i]} in\n"
          "        --) ((i++)); break ;;\n"
          "        -*) ! _paribus_value \"${COMP_WORDS[i]}\" '' || ((i++)) ;;\n"
          "        *) break ;;\n"
          "        esac\n"
          "        ((i++))\n"
          "    done\n"
          "    COMPREPLY=()\n"
          "    if [[ $kind == command ]] && ((i <= COMP_CWORD)) &&\n"
          "        [[ ${COMP_WORDS[i]} != -* || ${COMP_WORDS[i-1]} == -- ]]; then\n"
          "        if ((i == COMP_CWORD)); then\n"
          "            COMPREPLY=($(compgen -c -- \"$word\"))\n"
          "        elif declare -F _command_offset >/dev/null; then\n"
          "            _command_offset \"$i\"\n"
          "        else\n"
          "            COMPREPLY=($(compgen -f -- \"$word\"))\n"
          "        fi\n"
          "        return\n    fi\n"
          "    ! _paribus_value \"$3\" \"$word\" || return 0\n"
          "    if [[ $word == -* ]]; then\n"
          "        COMPREPLY=($(compgen -W \"$options\" -- \"$word\"))\n"
          "        return\n    fi\n"
          "    [[ -z $operands ]] || ((COMP_CWORD > 2)) ||\n"
          "        COMPREPLY=($(compgen -W \"$operands\" -- \"$word\"))\n"
          "    [[ -z $operands ]] || ((COMP_CWORD > 2)) || return 0\n"
          "    [[ $kind != runs ]] ||\n"
          "        COMPREPLY=($(compgen -W \"$(" COMPLETION_RUNS
          ")\" -- \"$word\") $(compgen -d -- \"$word\"))\n"
          "}\n\n"
          "complete -F _paribus paribus\n",
          to);
}
