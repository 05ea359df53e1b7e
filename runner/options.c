#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "modes.h"
#include "option_values.h"
#include "settings.h"
#include "suggest.h"
#include "util.h"

#define LONG_ONLY 256 /* getopt's value for option N: LONG_ONLY + N */

const struct option_row option_rows[OPTION_COUNT] = {
#define OPTION(id, name, letter, argument, apply, help)                                            \
    [OPTION_##id] = {name, argument, help, #apply, letter, apply},
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
    bool ends_at_a_word =
        command->operands == OPERANDS_COMMAND || command->operands == OPERANDS_MAYBE_COMMAND;
    *shorts++ = ends_at_a_word ? '+' : ':';
    if (ends_at_a_word)
        *shorts++ = ':';
    for (const enum option_id *id = command->options; *id != OPTION_END; id++, count++) {
        const struct option_row *row = &option_rows[*id];
        grammar->longs[count] =
            (struct option){row->name, row->argument ? required_argument : optional_argument, NULL,
                            LONG_ONLY + (int)*id};
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
    autofree char *name = xstrndup(word, strcspn(word, "="));
    const char *near = suggest(name + strspn(name, "-"), grammar->names);
    return near ? xasprintf("unknown option '%s', did you mean '--%s'?", name, near)
                : xasprintf("unknown option '%s'", name);
}

/* --- what was given --- */

bool option_repeats(const struct option_row *row)
{
    return strncmp(row->how, "add_", 4) == 0;
}

bool option_is_for_the_line(enum option_id id)
{
    return id == OPTION_HELP || id == OPTION_CONFIG || id == OPTION_NO_CONFIG || id == OPTION_MAN ||
           id == OPTION_COMPLETION;
}

bool command_takes(const struct command *command, enum option_id wanted)
{
    for (const enum option_id *id = command->options; *id != OPTION_END; id++)
        if (*id == wanted)
            return true;
    return false;
}

const char *options_own(struct options *options, const char *value)
{
    return *array_push(options->owned, options->owned_count) = xstrdup(value);
}

int option_apply(struct options *options, enum option_id id, enum origin origin, const char *value,
                 char **why)
{
    options->origin = origin;
    int error = option_rows[id].apply(options, value, why);
    if (!error && origin == ORIGIN_LINE)
        *array_push(options->applied, options->applied_count) = (struct applied){id, value};
    return error;
}

/* The options of a command line, in order: files and variables come before them. */
struct given {
    struct given_option {
        enum option_id id;
        const char *value;
    } * items;
    size_t count;
};

static void given_free(struct given *given)
{
    free(given->items);
}

static int read_line(const struct command *command, int argc, char **argv, struct given *given,
                     char **sentence)
{
    struct grammar grammar = {0};
    int found;
    grammar_make(command, &grammar);
    optind = 0; /* glibc: start afresh, see getopt(3) */
    opterr = 0;
    while ((found = getopt_long(argc, argv, grammar.shorts, grammar.longs, NULL)) != -1) {
        if (found == '?' || found == ':') {
            *sentence = explain(&grammar, argv, found);
            return -EINVAL;
        }
        *array_push(given->items, given->count) =
            (struct given_option){id_of(command, found), optarg};
    }
    return 0;
}

static int apply_line(const struct given *given, struct options *options, char **sentence)
{
    for (size_t i = 0; i < given->count; i++) {
        const struct given_option *option = &given->items[i];
        autofree char *why = NULL;
        if (option_apply(options, option->id, ORIGIN_LINE, option->value, &why) < 0) {
            *sentence = xasprintf("--%s: %s", option_rows[option->id].name, why);
            return -EINVAL;
        }
    }
    return 0;
}

/* Where the other options come from must be known before they are. */
static int apply_first(const struct given *given, struct options *options, char **sentence)
{
    struct given first = {0};
    for (size_t i = 0; i < given->count; i++) {
        enum option_id id = given->items[i].id;
        if (id == OPTION_CONFIG || id == OPTION_NO_CONFIG || id == OPTION_HELP)
            *array_push(first.items, first.count) = given->items[i];
    }
    int error = apply_line(&first, options, sentence);
    given_free(&first);
    return error;
}

/* NULL when the operands are as the command wants them. */
static const char *wrong_operands(const struct command *command, int count)
{
    switch (command->operands) {
    case OPERANDS_NONE:
        return count ? "no argument expected" : NULL;
    case OPERANDS_COMMAND:
        return count ? NULL : "no command to run: give one, or let 'paribus init' write down which";
    case OPERANDS_RUN:
        return count == 1 ? NULL : "one run expected: a directory, or one of 'paribus runs'";
    case OPERANDS_TWO_RUNS:
        return count == 2 ? NULL : "two runs, directories or files expected";
    case OPERANDS_MAYBE_COMMAND:
    case OPERANDS_ANY:
        return NULL;
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
    if (command->operands == OPERANDS_COMMAND && options->argc == 0 && options->command) {
        options->argv = options->command;
        while (options->argv[options->argc])
            options->argc++;
    }
    const char *wrong = wrong_operands(command, options->argc);
    if (wrong) {
        *sentence = xstrdup(wrong);
        return -EINVAL;
    }
    return command_takes(command, OPTION_TIME) ? finish_time(options, sentence) : 0;
}

static int apply_all(const struct command *command, const struct given *given,
                     struct options *options, char **sentence)
{
    int error = apply_first(given, options, sentence);
    if (error || options->help)
        return error;
    if (command_takes(command, OPTION_CONFIG))
        error = settings_apply(command, options, sentence);
    if (!error)
        error = apply_line(given, options, sentence);
    return error ? error : finish(command, options, sentence);
}

int options_parse(const struct command *command, int argc, char **argv, struct options *options,
                  char **sentence)
{
    __attribute__((cleanup(given_free))) struct given given = {0};
    memset(options, 0, sizeof *options);
    options->limits = STORE_LIMITS;
    modes_auto(options->mode, command->mode);
    if (read_line(command, argc, argv, &given, sentence) < 0)
        return -EINVAL;
    options->argv = argv + optind;
    options->argc = argc - optind;
    return apply_all(command, &given, options, sentence);
}

void options_free(struct options *options)
{
    for (size_t i = 0; i < options->ignore.count; i++) {
        free(options->ignore.items[i].glob);
        free(options->ignore.items[i].reason);
    }
    for (size_t i = 0; i < options->owned_count; i++)
        free(options->owned[i]);
    free(options->owned);
    free(options->applied);
    free(options->command);
    free(options->keep_env.items);
    free(options->env.items);
    free(options->outputs.items);
    free(options->why_not.items);
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
