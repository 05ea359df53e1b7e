#include <elf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "command.h"
#include "options.h"
#include "run.h"
#include "suggest.h"
#include "util.h"

const struct command *const commands[] = {
    &cmd_run,  &cmd_record, &cmd_check,   &cmd_compare, &cmd_show,    &cmd_runs,
    &cmd_init, &cmd_doctor, &cmd_sources, &cmd_help,    &cmd_version, NULL,
};

const struct command *command_find(const char *name)
{
    for (const struct command *const *command = commands; *command; command++)
        if (strcmp((*command)->name, name) == 0)
            return *command;
    return NULL;
}

int command_unknown(const char *name)
{
    const char *names[sizeof commands / sizeof *commands] = {0};
    for (size_t i = 0; commands[i]; i++)
        names[i] = commands[i]->name;
    const char *near = suggest(name, names);
    fprintf(stderr, "paribus: unknown command '%s'", name);
    if (near)
        fprintf(stderr, ", did you mean '%s'?", near);
    fprintf(stderr, "\ntry 'paribus help'\n");
    return EXIT_MISUSE;
}

int command_misuse(const struct command *command, const char *sentence)
{
    fprintf(stderr, "paribus %1$s: %2$s\ntry 'paribus %1$s --help'\n", command->name, sentence);
    return EXIT_MISUSE;
}

int command_begin(const struct command *command, int argc, char **argv, struct options *options)
{
    autofree char *sentence = NULL;
    if (options_parse(command, argc, argv, options, &sentence) < 0)
        return command_misuse(command, sentence);
    if (options->verbose && options->config)
        fprintf(stderr, "paribus: options from '%s'\n", options->config);
    if (!options->help)
        return COMMAND_GO_ON;
    usage_print(command, stdout);
    return 0;
}

/* Within another run the library finds this, and leaves us and what we start alone. */
__attribute__((section(".note.paribus"), aligned(4), used)) static const struct {
    Elf64_Nhdr head;
    char name[sizeof RUN_NOTE_NAME];
} note = {{sizeof RUN_NOTE_NAME, 0, RUN_NOTE_TYPE}, RUN_NOTE_NAME};

/* The words people try first: "--help", "-h", "--version". */
static const char *meant(const char *word)
{
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0)
        return "help";
    if (strcmp(word, "--version") == 0 || strcmp(word, "-V") == 0)
        return "version";
    return word;
}

/* A full disk or a closed pipe must not look like success. */
static int finish(int status)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return status;
    fprintf(stderr, "paribus: cannot write to standard output: %s\n", strerror(errno));
    return EXIT_UNDECIDED;
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fprintf(stderr, "paribus: no command\ntry 'paribus help'\n");
        return EXIT_MISUSE;
    }
    const struct command *command = command_find(meant(argv[1]));
    if (!command)
        return command_unknown(argv[1]);
    return finish(command->run(argc - 1, argv + 1));
}
