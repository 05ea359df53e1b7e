#include "completion.h"
#include <string.h>
#include "options.h"
#include "util.h"

/* Inside '...' of an _arguments specification: [ ] : and ' have a meaning. */
static void print_zsh(const char *text, FILE *to)
{
    for (; *text; text++) {
        if (*text == '\'')
            fputs("'\\''", to);
        else if (strchr("[]:\\", *text))
            fprintf(to, "\\%c", *text);
        else
            putc(*text, to);
    }
}

static void zsh_value(const struct option_row *row, FILE *to)
{
    autofree char *list = NULL;
    switch (completion_words(row, &list)) {
    case WORDS_NONE:
        fputs(": :", to);
        break;
    case WORDS_FILES:
        fputs(":file:_files", to);
        break;
    case WORDS_DIRECTORIES:
        fputs(":directory:_files -/", to);
        break;
    case WORDS_LISTED:
        if (strchr(row->argument, ','))
            fprintf(to, ":list:_values -s , source %s", list);
        else
            fprintf(to, ":one:(%s)", list);
        break;
    }
}

/* One spelling; `mark`: how its argument follows it. */
static void zsh_spelling(const struct option_row *row, const char *spelling, const char *mark,
                         FILE *to)
{
    const char *repeats = option_repeats(row) ? "*" : "";
    fprintf(to, "            '%s%s%s[", repeats, spelling, row->argument ? mark : "");
    print_zsh(row->help, to);
    putc(']', to);
    if (row->argument)
        zsh_value(row, to);
    fputs("' \\\n", to);
}

static void zsh_option(const struct option_row *row, FILE *to)
{
    autofree char *name = xasprintf("--%s", row->name);
    zsh_spelling(row, name, "=", to);
    if (row->letter)
        zsh_spelling(row, (char[]){'-', (char)row->letter, '\0'}, "+", to);
}

static void zsh_operands(const struct command *command, FILE *to)
{
    if (completion_takes_command(command))
        fputs("            '(-)1:command: _command_names -e' '*::arguments:_normal'\n", to);
    else if (completion_takes_runs(command))
        fputs("            '*:run:_paribus_runs'\n", to);
    else if (command->verbs) {
        fputs("            '1:what:((", to);
        for (const struct verb_row *verb = command->verbs; verb->name; verb++) {
            fprintf(to, "%s%s\\:\"", verb == command->verbs ? "" : " ", verb->name);
            print_zsh(verb->help, to);
            putc('"', to);
        }
        fputs("))' '*:run:_paribus_runs'\n", to);
    } else if (command->operands == OPERANDS_TOPIC) {
        fputs("            '1:command:(", to);
        completion_names(to);
        fputs(")'\n", to);
    } else
        fputs("            && return 0\n", to);
}

void completion_zsh(FILE *to)
{
    fputs("#compdef paribus\n"
          "# zsh completion for paribus: written by 'paribus help --completion zsh'\n\n"
          "_paribus_runs()\n{\n"
          "    local -a names\n"
          "    names=(${(f)\"$(" COMPLETION_RUNS ")\"})\n"
          "    _alternative 'runs:run:compadd -a names' 'directories:directory:_files -/'\n}\n\n"
          "_paribus()\n{\n"
          "    local curcontext=$curcontext state line\n"
          "    local -a names\n"
          "    if ((CURRENT == 2)); then\n"
          "        names=(\n",
          to);
    for (const struct command *const *command = commands; *command; command++) {
        fprintf(to, "            '%s:", (*command)->name);
        print_zsh((*command)->summary, to);
        fputs("'\n", to);
    }
    fputs("        )\n        _describe command names\n        return\n    fi\n"
          "    local which=$words[2]\n"
          "    shift words\n    ((CURRENT--))\n"
          "    case $which in\n",
          to);
    for (const struct command *const *command = commands; *command; command++) {
        fprintf(to, "    %s)\n        _arguments -s -S \\\n", (*command)->name);
        for (const enum option_id *id = (*command)->options; *id != OPTION_END; id++)
            zsh_option(&option_rows[*id], to);
        zsh_operands(*command, to);
        fputs("        ;;\n", to);
    }
    fputs("    esac\n}\n\n"
          "if [ \"$funcstack[1]\" = _paribus ]; then\n    _paribus \"$@\"\nelse\n    compdef "
          "_paribus paribus\nfi\n",
          to);
}
