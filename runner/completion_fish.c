#include "completion.h"
#include "options.h"
#include "util.h"

static void print_fish(const char *text, FILE *to)
{
    for (; *text; text++) {
        if (*text == '\'' || *text == '\\')
            putc('\\', to);
        putc(*text, to);
    }
}

static void fish_line(const struct command *command, const char *what, const char *help, FILE *to)
{
    fprintf(to, "complete -c paribus -n '__fish_seen_subcommand_from %s' %s -d '", command->name,
            what);
    print_fish(help, to);
    fputs("'\n", to);
}

static void fish_option(const struct command *command, const struct option_row *row, FILE *to)
{
    autofree char *list = NULL;
    enum words words = completion_words(row, &list);
    autofree char *letter = row->letter ? xasprintf(" -s %c", row->letter) : xstrdup("");
    autofree char *value = !row->argument          ? xstrdup("")
                           : words == WORDS_LISTED ? xasprintf(" -x -a '%s'", list)
                           : words == WORDS_FILES  ? xstrdup(" -r -F")
                           : words == WORDS_DIRECTORIES
                               ? xstrdup(" -x -a '(__fish_complete_directories)'")
                               : xstrdup(" -x");
    autofree char *what = xasprintf("-l %s%s%s", row->name, letter, value);
    fish_line(command, what, row->help, to);
}

/* The command behind our options: fish has to know which of them take a value; -o ends its own. */
static void fish_command(const struct command *command, FILE *to)
{
    struct text text = {0};
    text_puts(&text, "-a '(__fish_complete_subcommand --fcs-skip=2 -o");
    for (const enum option_id *id = command->options; *id != OPTION_END; id++)
        if (option_rows[*id].argument)
            text_printf(&text, " --%s", option_rows[*id].name);
    text_puts(&text, ")'");
    fish_line(command, text.data, "command", to);
    text_free(&text);
}

static void fish_operands(const struct command *command, FILE *to)
{
    for (const struct verb_row *verb = command->verbs; verb && verb->name; verb++) {
        autofree char *what = xasprintf("-a %s", verb->name);
        fish_line(command, what, verb->help, to);
    }
    if (completion_takes_runs(command) || command->verbs)
        fish_line(command, "-a '(" COMPLETION_RUNS ")'", "run", to);
    for (const struct command *const *topic = commands;
         command->operands == OPERANDS_TOPIC && *topic; topic++) {
        autofree char *what = xasprintf("-a %s", (*topic)->name);
        fish_line(command, what, (*topic)->summary, to);
    }
    if (completion_takes_runs(command))
        fish_line(command, "-a '(__fish_complete_directories)'", "directory", to);
    if (completion_takes_command(command))
        fish_command(command, to);
}

void completion_fish(FILE *to)
{
    fputs("# fish completion for paribus: written by 'paribus help --completion fish'\n"
          "complete -c paribus -f\n",
          to);
    for (const struct command *const *command = commands; *command; command++) {
        fprintf(to, "complete -c paribus -n __fish_use_subcommand -a %s -d '", (*command)->name);
        print_fish((*command)->summary, to);
        fputs("'\n", to);
        for (const enum option_id *id = (*command)->options; *id != OPTION_END; id++)
            fish_option(*command, &option_rows[*id], to);
        fish_operands(*command, to);
    }
}
