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
#include "formats.h"
#include "store_gc.h"
#include "timespec.h"

/* Where an option was given: what comes later here wins. */
enum origin { ORIGIN_DEFAULT, ORIGIN_FILE, ORIGIN_VARIABLE, ORIGIN_LINE };

/*
 * Strings point into argv or are `owned`; `items` is NULL-terminated, NULL itself when empty.
 * `from`: for lists that a higher origin replaces instead of adding to them.
 */
struct option_list {
    const char **items;
    size_t count;
    enum origin from;
};

struct option_units {
    uint64_t *items;
    size_t count;
    enum origin from;
};

/* Outputs to leave out, and why; the reason may be NULL on the command line. */
struct option_rules {
    struct ignore_rule {
        char *glob, *reason;
    } * items;
    size_t count;
};

enum partial_when { PARTIAL_AUTO, PARTIAL_ALWAYS, PARTIAL_NEVER };
enum colour_when { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER };

/* An option of the command line, as it was written. */
struct applied {
    enum option_id id;
    const char *value; /* NULL: none */
};

struct options {
    uint8_t mode[RUN_MAX_SOURCES]; /* enum mode; the command's own default, then --pin and so on */
    struct time_setting time;
    bool time_given;    /* by --time, not by SOURCE_DATE_EPOCH or default */
    const char *follow; /* NULL: no file */
    bool fast_sleep, tsc, audit;
    uint64_t seed;
    struct option_list keep_env;
    struct option_list env; /* NAME=VALUE */
    struct option_units free, hold;
    struct option_list outputs;
    struct option_list why_not;
    struct option_rules ignore;
    const char *tree;           /* NULL: the working directory */
    const char *run_dir;        /* NULL: the store */
    struct store_limits limits; /* --keep, --older, --max-size */
    struct report_file report;  /* --report */
    double timeout;             /* seconds, 0: none */
    double budget;              /* seconds for all runs together, 0: as long as it takes */
    unsigned repeat;            /* 0: as usual */
    unsigned max_runs;          /* 0: as many as it takes */
    struct wish *wishes;        /* --format, in the order given */
    size_t wish_count;
    const char *host; /* pinned host name; NULL: the documented one */
    unsigned cpus;    /* pinned number of processors; 0: the documented one */
    enum colour_when colour;
    enum partial_when partial;
    const char *completion; /* name of a shell */
    const char *config;     /* the file options came from; NULL: none */
    bool no_config, no_keep, json, no_prove, no_overlay, no_net, no_patch, events, man, markdown,
        quiet, verbose, help;
    bool quiet_here; /* quiet by this command line, not by a file for all commands */
    bool silent;     /* no report but those that were asked for: the exit status says it */
    char **argv;     /* the operands: CMD and its arguments, or run directories; NULL-terminated */
    int argc;
    struct applied *applied;
    size_t applied_count;
    enum origin origin; /* of what is being applied */
    char **owned;       /* strings that came from no argv */
    size_t owned_count;
    char **command; /* the one the file names, NULL-terminated; NULL: none */
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
    const char *how; /* the name of `apply` */
    int letter;
    int (*apply)(struct options *options, const char *argument, char **sentence);
};
extern const struct option_row option_rows[OPTION_COUNT];

bool option_repeats(const struct option_row *row);

/* It says where options come from, or asks a question: no file or variable has it. */
bool option_is_for_the_line(enum option_id id);

/* -EINVAL with *why (malloc'd, without the option's name).  `value`: NULL for a plain switch. */
int option_apply(struct options *options, enum option_id id, enum origin origin, const char *value,
                 char **why);

/* A copy of `value` that lives as long as `options`. */
const char *options_own(struct options *options, const char *value);

/* Whether `command` takes this option. */
bool command_takes(const struct command *command, enum option_id id);

/* Shows what `command` is for and the options it takes. */
void usage_print(const struct command *command, FILE *to);

#endif
