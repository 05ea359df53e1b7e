/*
 * What the user asked for, as data.  Knows the table of options (options.def) and which of them a
 * command takes; knows nothing of what a command then does, and prints nothing.
 */
#ifndef PARIBUS_OPTIONS_H
#define PARIBUS_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include "run.h"
#include "command.h"
#include "timespec.h"

/* Strings point into argv; `items` is NULL-terminated, NULL itself when empty. */
struct option_list {
    const char **items;
    size_t count;
};

struct option_units {
    uint64_t *items;
    size_t count;
};

enum report_format { FORMAT_TEXT, FORMAT_JSON };
enum colour_when { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER };

struct options {
    uint8_t mode[RUN_MAX_SOURCES]; /* enum mode; the command's own default, then --pin and so on */
    struct time_setting time;
    bool time_given; /* by --time, not by SOURCE_DATE_EPOCH or default */
    uint64_t seed;
    struct option_list keep_env;
    struct option_list env; /* NAME=VALUE */
    struct option_units free, hold;
    struct option_list outputs, ignore;
    const char *tree;    /* NULL: the working directory */
    const char *run_dir; /* record -r */
    const char *keep;
    const char *report;
    double timeout;    /* seconds, 0: none */
    unsigned max_runs; /* 0: as many as it takes */
    enum report_format format;
    enum colour_when colour;
    bool no_prove, no_overlay, no_patch, events, json, markdown, quiet, verbose, help;
    char **argv; /* the operands: CMD and its arguments, or run directories; NULL-terminated */
    int argc;
};

/*
 * argv[0] is the command's name.  Returns 0, or -EINVAL with *sentence (malloc'd) saying what is
 * wrong.  With --help nothing is asked of the operands.  Free `options` in any case.
 */
int options_parse(const struct command *command, int argc, char **argv, struct options *options,
                  char **sentence);
void options_free(struct options *options);
#define autooptions __attribute__((cleanup(options_free)))

/* Whether what is written to `to` should be coloured: --color, NO_COLOR, a capable terminal. */
bool options_colour(const struct options *options, FILE *to);

/* A row of the table, for usage and parser. */
struct option_row {
    const char *name, *argument, *help;
    int letter;
    int (*apply)(struct options *options, const char *argument, char **sentence);
};
extern const struct option_row option_rows[OPTION_COUNT];

/* Shows what `command` is for and the options it takes. */
void usage_print(const struct command *command, FILE *to);

#endif
