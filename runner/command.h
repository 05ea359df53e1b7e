/*
 * A command the user types: one file per command, one exported row, listed in main.c.
 * Command-level code alone prints; everything below hands sentences up.
 */
#ifndef PARIBUS_COMMAND_H
#define PARIBUS_COMMAND_H

#include <stdint.h>
#include "run.h"

struct options;

/* A word an operand can be, "list": what stands behind it, and what it does. */
struct verb_row {
    const char *name, *args, *help;
};

/* The options there are; options.h has the rest. */
enum option_id {
    OPTION_END = 0,
#define OPTION(id, name, letter, argument, apply, help) OPTION_##id,
#include "options.def"
#undef OPTION
    OPTION_COUNT
};

/* Exit statuses of paribus itself; `run` and `record` end with those of the program they run. */
enum {
    EXIT_REPRODUCIBLE = 0,
    EXIT_DIVERGENT = 1,
    EXIT_MISUSE = 2,
    EXIT_UNDECIDED = 3,
};

/* What stands after the options. */
enum operands {
    OPERANDS_NONE,
    OPERANDS_COMMAND,       /* a program and its arguments: our options end at its name */
    OPERANDS_MAYBE_COMMAND, /* the same, or nothing */
    OPERANDS_RUN,           /* one run directory */
    OPERANDS_TWO_RUNS,      /* two of them */
    OPERANDS_ANY,           /* the command sees to them */
    OPERANDS_TOPIC,         /* a command's name, or nothing */
};

struct command {
    const char *name;
    const char *args;    /* what usage shows after the options, may be "" */
    const char *summary; /* one line, no full stop */
    int (*run)(int argc, char **argv);
    enum operands operands;
    enum mode mode;                /* of every source, unless an option says otherwise */
    const enum option_id *options; /* those it takes, ended by OPTION_END */
    const struct verb_row *verbs;  /* ended by a NULL name; NULL: none */
};

extern const struct command cmd_run, cmd_record, cmd_check, cmd_compare, cmd_show, cmd_runs,
    cmd_init, cmd_doctor, cmd_sources, cmd_help, cmd_version;

/* NULL-terminated, in the order help shows them; and one of them by name, or NULL. */
extern const struct command *const commands[];
const struct command *command_find(const char *name);

/* Returned by command_begin when there is something to do. */
#define COMMAND_GO_ON (-1)

/*
 * Parses argv into `options` (to be freed with options_free in any case).  Prints help or the
 * sentence about wrong use itself and returns the exit status then, else COMMAND_GO_ON.
 */
int command_begin(const struct command *command, int argc, char **argv, struct options *options);

/* Says that there is no such command, and which one may be meant.  Returns EXIT_MISUSE. */
int command_unknown(const char *name);

/* Says what is wrong, and where to read on.  Returns EXIT_MISUSE. */
int command_misuse(const struct command *command, const char *sentence);

#endif
