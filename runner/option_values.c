#include "option_values.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "formats.h"
#include "modes.h"
#include "util.h"

/* An option that is a plain yes or no, and one that is a plain string. */
#define SWITCH(field)                                                                              \
    int set_##field(struct options *options, const char *value, char **sentence)                   \
    {                                                                                              \
        return read_switch(&options->field, value, sentence);                                      \
    }
#define PATH(field)                                                                                \
    int set_##field(struct options *options, const char *value, char **sentence)                   \
    {                                                                                              \
        if (!*value)                                                                               \
            return refuse(sentence, xstrdup("an empty path makes no sense"));                      \
        options->field = value;                                                                    \
        return 0;                                                                                  \
    }

static int refuse(char **sentence, char *text)
{
    *sentence = text;
    return -EINVAL;
}

/* On the command line mostly without a value, which means yes. */
static int read_switch(bool *field, const char *value, char **sentence)
{
    static const char *const words[2][5] = {{"no", "false", "0", "off", ""},
                                            {"yes", "true", "1", "on", NULL}};
    *field = true;
    if (!value)
        return 0;
    for (int yes = 0; yes < 2; yes++)
        for (int i = 0; i < 5 && words[yes][i]; i++)
            if (strcmp(value, words[yes][i]) == 0) {
                *field = yes;
                return 0;
            }
    return refuse(sentence, xasprintf("'%s' is neither yes nor no", value));
}

SWITCH(no_config)
SWITCH(no_keep)
SWITCH(no_prove)
SWITCH(no_overlay)
SWITCH(no_patch)
SWITCH(no_net)
SWITCH(events)
SWITCH(json)
SWITCH(man)
SWITCH(markdown)
SWITCH(verbose)
SWITCH(help)
SWITCH(fast_sleep)
SWITCH(tsc)
SWITCH(audit)

int set_quiet(struct options *options, const char *value, char **sentence)
{
    int error = read_switch(&options->quiet, value, sentence);
    options->quiet_here = options->quiet && options->origin == ORIGIN_LINE;
    return error;
}

PATH(tree)
PATH(run_dir)
PATH(follow)
PATH(config)

int set_pin(struct options *options, const char *value, char **sentence)
{
    return modes_apply(options->mode, MODE_PIN, value, sentence);
}

int set_vary(struct options *options, const char *value, char **sentence)
{
    return modes_apply(options->mode, MODE_VARY, value, sentence);
}

int set_record(struct options *options, const char *value, char **sentence)
{
    return modes_apply(options->mode, MODE_RECORD, value, sentence);
}

int set_off(struct options *options, const char *value, char **sentence)
{
    return modes_apply(options->mode, MODE_OFF, value, sentence);
}

int set_time(struct options *options, const char *value, char **sentence)
{
    options->time_given = true;
    return time_parse(value, time_now(), &options->time, sentence);
}

/* Digits of `base` and nothing else; strtoull alone would take " -1". */
static int read_number(const char *value, int base, uint64_t *number)
{
    char *end;
    if (!*value || strspn(value, "0123456789abcdefABCDEFxX") != strlen(value))
        return -EINVAL;
    errno = 0;
    *number = strtoull(value, &end, base);
    return *end || end == value || errno ? -EINVAL : 0;
}

int set_seed(struct options *options, const char *value, char **sentence)
{
    int base = strncmp(value, "0x", 2) == 0 ? 16 : 10;
    if (read_number(value, base, &options->seed) < 0)
        return refuse(sentence, xasprintf("'%s' is no number from 0 to 2^64-1", value));
    return 0;
}

int set_repeat(struct options *options, const char *value, char **sentence)
{
    uint64_t times;
    if (read_number(value, 10, &times) < 0 || times < 2 || times > 1000)
        return refuse(sentence, xasprintf("'%s' is no number of runs from 2 to 1000", value));
    options->repeat = (unsigned)times;
    return 0;
}

int set_max_runs(struct options *options, const char *value, char **sentence)
{
    uint64_t runs;
    if (read_number(value, 10, &runs) < 0 || runs < 2 || runs > 1000000)
        return refuse(sentence, xasprintf("'%s' is no number of runs from 2 to 1000000", value));
    options->max_runs = (unsigned)runs;
    return 0;
}

/* What sethostname(2) and every resolver take: RFC 1123. */
int set_host(struct options *options, const char *value, char **sentence)
{
    static const char letters[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.";
    size_t length = strlen(value);
    if (length < 1 || length > 64 || strspn(value, letters) != length || *value == '-')
        return refuse(sentence, xasprintf("'%s' is no host name", value));
    options->host = options_own(options, value);
    return 0;
}

int set_cpus(struct options *options, const char *value, char **sentence)
{
    uint64_t cpus;
    if (read_number(value, 10, &cpus) < 0 || cpus < 1 || cpus > 1024)
        return refuse(sentence, xasprintf("'%s' is no number of processors from 1 to 1024", value));
    options->cpus = (unsigned)cpus;
    return 0;
}

int set_timeout(struct options *options, const char *value, char **sentence)
{
    char *end;
    double seconds = strtod(value, &end);
    if (end == value || *end || !isfinite(seconds) || seconds <= 0 || seconds > 1e9)
        return refuse(sentence, xasprintf("'%s' is no number of seconds above 0", value));
    options->timeout = seconds;
    return 0;
}

/* --- amounts, and what the store keeps --- */

int set_keep(struct options *options, const char *value, char **sentence)
{
    uint64_t runs;
    if (read_number(value, 10, &runs) < 0 || runs > 1000000)
        return refuse(sentence, xasprintf("'%s' is no number of runs; a directory to keep them in "
                                          "is given with --run-dir",
                                          value));
    options->limits.keep = (unsigned)runs;
    return 0;
}

/* A number and one letter of `units`, each with its worth; no letter is worth 1. */
struct unit {
    char letter;
    double worth;
};

static int read_amount(const char *value, const struct unit *units, double *amount)
{
    char *end;
    double number = strtod(value, &end);
    if (end == value || !isfinite(number) || number < 0 || !strchr("0123456789.", *value))
        return -EINVAL;
    while (*end && units->letter && units->letter != *end)
        units++;
    if (*end && (!units->letter || end[1]))
        return -EINVAL;
    *amount = number * (*end ? units->worth : 1);
    return *amount < 1e18 ? 0 : -EINVAL;
}

static const struct unit times[] = {{'s', 1},      {'m', 60},       {'h', 3600}, {'d', 86400},
                                    {'w', 604800}, {'y', 31536000}, {'\0', 0}};

int set_budget(struct options *options, const char *value, char **sentence)
{
    double seconds;
    if (read_amount(value, times, &seconds) < 0 || !(seconds > 0 && seconds <= 1e9))
        return refuse(sentence,
                      xasprintf("'%s' is no length of time like 90s, 10m or 1.5h", value));
    options->budget = seconds;
    return 0;
}

int set_older(struct options *options, const char *value, char **sentence)
{
    if (read_amount(value, times, &options->limits.older) < 0)
        return refuse(sentence, xasprintf("'%s' is no age: 90m, 36h, 30d, 2w, 1y", value));
    return 0;
}

int set_max_size(struct options *options, const char *value, char **sentence)
{
    static const struct unit units[] = {
        {'K', 1024.0}, {'M', 1048576.0}, {'G', 1073741824.0}, {'T', 1099511627776.0}, {'\0', 0}};
    double bytes;
    if (read_amount(value, units, &bytes) < 0)
        return refuse(sentence, xasprintf("'%s' is no size: 500M, 5G", value));
    options->limits.max_size = (uint64_t)bytes;
    return 0;
}

static int add(struct option_list *list, const char *value)
{
    list->items = xrealloc(list->items, (list->count + 2) * sizeof *list->items);
    list->items[list->count++] = value;
    list->items[list->count] = NULL;
    return 0;
}

/* What to look at is not added to what a lower origin says, but replaces it. */
#define REPLACE_LOWER(list, options)                                                               \
    do {                                                                                           \
        if ((list)->from != (options)->origin)                                                     \
            (list)->count = 0;                                                                     \
        (list)->from = (options)->origin;                                                          \
    } while (0)

int add_output(struct options *options, const char *value, char **sentence)
{
    if (!*value)
        return refuse(sentence, xstrdup("an empty path makes no sense"));
    REPLACE_LOWER(&options->outputs, options);
    return add(&options->outputs, value);
}

/* "GLOB # REASON".  Who types a glob knows why; who reads a file does not. */
int add_why_not(struct options *options, const char *value, char **sentence)
{
    if (!*value)
        return refuse(sentence, xstrdup("an empty place makes no sense"));
    REPLACE_LOWER(&options->why_not, options);
    return add(&options->why_not, value);
}

int add_ignore(struct options *options, const char *value, char **sentence)
{
    const char *mark = strstr(value, " # ");
    size_t length = mark ? (size_t)(mark - value) : strlen(value);
    if (length == 0)
        return refuse(sentence, xstrdup("an empty pattern matches nothing"));
    if (options->origin == ORIGIN_FILE && (!mark || !mark[3]))
        return refuse(sentence, xasprintf("'%s' needs a reason: {\"%s\": \"why\"}", value, value));
    *array_push(options->ignore.items, options->ignore.count) =
        (struct ignore_rule){xstrndup(value, length), mark ? xstrdup(mark + 3) : NULL};
    return 0;
}

int add_keep_env(struct options *options, const char *value, char **sentence)
{
    if (!*value || strchr(value, '='))
        return refuse(sentence,
                      xasprintf("'%s' is no variable's name; to set one, use --env", value));
    return add(&options->keep_env, value);
}

int add_env(struct options *options, const char *value, char **sentence)
{
    if (*value == '=' || !strchr(value, '='))
        return refuse(sentence, xasprintf("'%s' is not of the form NAME=VALUE", value));
    return add(&options->env, value);
}

static int add_unit(const struct options *options, struct option_units *units, const char *value,
                    char **sentence)
{
    uint64_t unit;
    if (strlen(value) > 18 || read_number(value, 16, &unit) < 0)
        return refuse(sentence, xasprintf("'%s' is no id; reports show them in hex", value));
    REPLACE_LOWER(units, options);
    *array_push(units->items, units->count) = unit;
    return 0;
}

int add_free(struct options *options, const char *value, char **sentence)
{
    return add_unit(options, &options->free, value, sentence);
}

int add_hold(struct options *options, const char *value, char **sentence)
{
    return add_unit(options, &options->hold, value, sentence);
}

int set_report(struct options *options, const char *value, char **sentence)
{
    return report_file_set(&options->report, options_own(options, value), sentence);
}

int add_format(struct options *options, const char *value, char **sentence)
{
    struct wish wish;
    int error = format_parse(options_own(options, value), &wish, sentence);
    if (!error)
        *array_push(options->wishes, options->wish_count) = wish;
    return error;
}

/* The place of `value` among `words`, which end with NULL; or -EINVAL. */
static int choose(const char *value, const char *const *words, char **sentence)
{
    struct text list = {0};
    for (int i = 0; words[i]; i++) {
        if (strcmp(value, words[i]) == 0) {
            text_free(&list);
            return i;
        }
        text_printf(&list, "%s%s", i ? ", " : "", words[i]);
    }
    char *text = xasprintf("'%s' is none of %s", value, list.data);
    text_free(&list);
    return refuse(sentence, text);
}

int set_completion(struct options *options, const char *value, char **sentence)
{
    static const char *const shells[] = {"bash", "zsh", "fish", NULL};
    int chosen = choose(value, shells, sentence);
    if (chosen >= 0)
        options->completion = shells[chosen];
    return chosen < 0 ? chosen : 0;
}

static const char *const whens[] = {"auto", "always", "never", NULL};

int set_partial(struct options *options, const char *value, char **sentence)
{
    int chosen = choose(value, whens, sentence);
    if (chosen >= 0)
        options->partial = (enum partial_when)chosen;
    return chosen < 0 ? chosen : 0;
}

int set_color(struct options *options, const char *value, char **sentence)
{
    int chosen = choose(value, whens, sentence);
    if (chosen >= 0)
        options->colour = (enum colour_when)chosen;
    return chosen < 0 ? chosen : 0;
}
