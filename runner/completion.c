#include "completion.h"
#include <string.h>
#include "command.h"
#include "formats.h"
#include "modes.h"
#include "options.h"
#include "util.h"

/* --- what an argument can be --- */

/* By the name the table gives it. */
static const struct {
    const char *argument;
    enum words words;
    const char *list; /* NULL: see list_of */
} arguments[] = {
    {"DIR", WORDS_DIRECTORIES, NULL},
    {"FILE", WORDS_FILES, NULL},
    {"PATH", WORDS_FILES, NULL},
    {"SOURCE,...", WORDS_LISTED, NULL},
    {"FORMAT[=FILE]", WORDS_LISTED, NULL},
    {"WHEN", WORDS_LISTED, "auto always never"},
    {"SHELL", WORDS_LISTED, "bash zsh fish"},
};

static char *list_of(const char *argument)
{
    struct text text = {0};
    text_puts(&text, "");
    for (int i = 0; *argument == 'S' && i < SOURCE_COUNT; i++)
        text_printf(&text, "%s%s", i ? " " : "", source_names[i]);
    for (size_t i = 0; *argument == 'F' && formats[i].name; i++)
        text_printf(&text, "%s%s", i ? " " : "", formats[i].name);
    return text.data;
}

enum words completion_words(const struct option_row *row, char **list)
{
    for (size_t i = 0; row->argument && i < sizeof arguments / sizeof *arguments; i++) {
        if (strcmp(arguments[i].argument, row->argument) != 0)
            continue;
        if (arguments[i].words == WORDS_LISTED)
            *list = arguments[i].list ? xstrdup(arguments[i].list) : list_of(row->argument);
        return arguments[i].words;
    }
    return WORDS_NONE;
}

bool completion_takes_command(const struct command *command)
{
    return command->operands == OPERANDS_COMMAND || command->operands == OPERANDS_MAYBE_COMMAND;
}

bool completion_takes_runs(const struct command *command)
{
    return command->operands == OPERANDS_RUN || command->operands == OPERANDS_TWO_RUNS;
}

void completion_names(FILE *to)
{
    for (const struct command *const *command = commands; *command; command++)
        fprintf(to, "%s%s", command == commands ? "" : " ", (*command)->name);
}

/* --- which --- */

static const struct {
    const char *name;
    void (*write)(FILE *to);
} shells[] = {{"bash", completion_bash}, {"zsh", completion_zsh}, {"fish", completion_fish}};

int completion_write(const char *shell, FILE *to)
{
    for (size_t i = 0; i < sizeof shells / sizeof *shells; i++)
        if (strcmp(shells[i].name, shell) == 0)
            shells[i].write(to);
    return 0;
}
