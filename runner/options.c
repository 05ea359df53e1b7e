#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "modes.h"
#include "option_values.h"
#include "suggest.h"
#include "util.h"

#define LONG_ONLY 256 /* getopt's value for option N: LONG_ONLY + N */

const struct option_row option_rows[OPTION_COUNT] = {
#define OPTION(id, name, letter, argument, apply, help)                                            \
    [OPTION_##id] = {name, argument, help, letter, apply},
#include "options.def"
#undef OPTION
};

/* The command's options in getopt's terms. */
struct grammar {
    struct option longs[OPTION_COUNT + 1];
    const char *names[OPTION_COUNT + 1];
    char shorts[3 * OPTION_COUNT + 3];
};

static void grammar_make(const struct command *command, struct grammar *grammar)
{
    char *shorts = grammar->shorts;
    size_t count = 0;
    memset(grammar, 0, sizeof *grammar);
    *shorts++ = command->operands == OPERANDS_COMMAND ? '+' : ':';
    if (command->operands == OPERANDS_COMMAND)
        *shorts++ = ':';
    for (const enum option_id *id = command->options; *id != OPTION_END; id++, count++) {
        const struct option_row *row = &option_rows[*id];
        grammar->longs[count] = (struct option){
            row->name, row->argument ? required_argument : no_argument, NULL, LONG_ONLY + (int)*id};
        grammar->names[count] = row->name;
        if (row->letter)
            *shorts++ = (char)row->letter;
        if (row->letter && row->argument)
            *shorts++ = ':';
    }
}

static enum option_id id_of(const struct command *command, int found)
{
    if (found >= LONG_ONLY)
        return (enum option_id)(found - LONG_ONLY);
    for (const enum option_id *id = command->options; *id != OPTION_END; id++)
        if (option_rows[*id].letter == found)
            return *id;
    return OPTION_END;
}

/* What was wrong about the word getopt stopped at: a long option leaves optopt 0 when unknown. */
static char *explain(const struct grammar *grammar, char **argv, int found)
{
    if (optopt > 0 && optopt < LONG_ONLY)
        return xasprintf(found == ':' ? "option '-%c' needs a value" : "unknown option '-%c'",
                         optopt);
    const char *word = argv[optind - 1];
    if (found == ':')
        return xasprintf("option '%s' needs a value", word);
    if (optopt)
        return xasprintf("option '%.*s' takes no value", (int)strcspn(word, "="), word);
    autofree char *name = xstrndup(word, strcspn(word, "="));
    const char *near = suggest(name + strspn(name, "-"), grammar->names);
    return near ? xasprintf("unknown option '%s', did you mean '--%s'?", name, near)
                : xasprintf("unknown option '%s'", name);
}

static int apply(const struct command *command, int found, struct options *options, char **sentence)
{
    const struct option_row *row = &option_rows[id_of(command, found)];
    autofree char *why = NULL;
    int error = row->apply(options, optarg, &why);
    if (error)
        *sentence = xasprintf("--%s: %s", row->name, why);
    return error;
}

static bool takes(const struct command *command, enum option_id wanted)
{
    for (const enum option_id *id = command->options; *id != OPTION_END; id++)
        if (*id == wanted)
            return true;
    return false;
}

/* NULL when the operands are as the command wants them. */
static const char *wrong_operands(const struct command *command, int count)
{
    switch (command->operands) {
    case OPERANDS_NONE:
        return count ? "no argument expected" : NULL;
    case OPERANDS_COMMAND:
        return count ? NULL : "no command to run";
    case OPERANDS_RUN:
        return count == 1 ? NULL : "one run directory expected";
    case OPERANDS_TWO_RUNS:
        return count == 2 ? NULL : "two run directories expected";
    case OPERANDS_TOPIC:
        return count <= 1 ? NULL : "one command's name expected";
    }
    return NULL;
}

/* The clock starts at the followed file's time: "%", and nothing else, is that. */
static int follow_file(struct options *options, char **sentence)
{
    struct stat status;
    if (!options->follow || (options->time_given && !options->time.follows)) {
        *sentence = xstrdup("'--time %' and '--follow FILE' belong together");
        return -EINVAL;
    }
    if (stat(options->follow, &status) != 0) {
        *sentence =
            xasprintf("--follow: cannot look at '%s': %s", options->follow, strerror(errno));
        return -EINVAL;
    }
    options->time.start_ns = status.st_mtim.tv_sec * 1000000000LL + status.st_mtim.tv_nsec;
    return 0;
}

static int finish_time(struct options *options, char **sentence)
{
    const char *epoch = getenv("SOURCE_DATE_EPOCH");
    int error = options->time_given ? time_anchor(epoch, &options->time, sentence)
                                    : time_default(epoch, &options->time, sentence);
    if (!error && (options->follow || options->time.follows))
        error = follow_file(options, sentence);
    if (options->fast_sleep) /* only a clock of our own can be moved on */
        options->time.kind = CLOCK_TICK;
    return error;
}

/* What can only be said once all options were seen. */
static int finish(const struct command *command, struct options *options, char **sentence)
{
    const char *wrong = wrong_operands(command, options->argc);
    if (wrong) {
        *sentence = xstrdup(wrong);
        return -EINVAL;
    }
    if (takes(command, OPTION_RUN_DIR) && !options->run_dir) {
        *sentence = xstrdup("no directory to keep the run in: give one with -r DIR");
        return -EINVAL;
    }
    return takes(command, OPTION_TIME) ? finish_time(options, sentence) : 0;
}

int options_parse(const struct command *command, int argc, char **argv, struct options *options,
                  char **sentence)
{
    struct grammar grammar;
    int found;
    memset(options, 0, sizeof *options);
    modes_auto(options->mode, command->mode);
    grammar_make(command, &grammar);
    optind = 0; /* glibc: start afresh, see getopt(3) */
    opterr = 0;
    while ((found = getopt_long(argc, argv, grammar.shorts, grammar.longs, NULL)) != -1) {
        if (found == '?' || found == ':') {
            *sentence = explain(&grammar, argv, found);
            return -EINVAL;
        }
        if (apply(command, found, options, sentence) < 0)
            return -EINVAL;
    }
    options->argv = argv + optind;
    options->argc = argc - optind;
    return options->help ? 0 : finish(command, options, sentence);
}

void options_free(struct options *options)
{
    free(options->keep_env.items);
    free(options->env.items);
    free(options->outputs.items);
    free(options->ignore.items);
    free(options->free.items);
    free(options->hold.items);
    for (size_t i = 0; i < options->wish_count; i++)
        report_file_end(&options->wishes[i].file);
    free(options->wishes);
    report_file_end(&options->report);
    memset(options, 0, sizeof *options);
}

bool options_colour(const struct options *options, FILE *to)
{
    const char *none = getenv("NO_COLOR"), *terminal = getenv("TERM");
    if (options->colour != COLOUR_AUTO)
        return options->colour == COLOUR_ALWAYS;
    return !(none && *none) && isatty(fileno(to)) && terminal && strcmp(terminal, "dumb") != 0;
}
