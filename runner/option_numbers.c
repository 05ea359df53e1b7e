/* Options whose value is a number, or an amount of something. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "option_values.h"
#include "util.h"

/* strtoull alone would take " -1". */
int option_number(const char *value, int base, uint64_t *number)
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
    if (option_number(value, base, &options->seed) < 0)
        return option_refuse(sentence, xasprintf("'%s' is no number from 0 to 2^64-1", value));
    return 0;
}

static int read_count(const char *value, const char *things, unsigned low, unsigned high,
                      unsigned *count, char **sentence)
{
    uint64_t number;
    if (option_number(value, 10, &number) < 0 || number < low || number > high)
        return option_refuse(
            sentence, xasprintf("'%s' is no number of %s from %u to %u", value, things, low, high));
    *count = (unsigned)number;
    return 0;
}

int set_repeat(struct options *options, const char *value, char **sentence)
{
    return read_count(value, "runs", 2, 1000, &options->repeat, sentence);
}

int set_max_runs(struct options *options, const char *value, char **sentence)
{
    return read_count(value, "runs", 2, 1000000, &options->max_runs, sentence);
}

int set_cpus(struct options *options, const char *value, char **sentence)
{
    return read_count(value, "processors", 1, 1024, &options->cpus, sentence);
}

int set_keep(struct options *options, const char *value, char **sentence)
{
    uint64_t runs;
    if (option_number(value, 10, &runs) < 0 || runs > 1000000)
        return option_refuse(sentence,
                             xasprintf("'%s' is no number of runs; a directory to keep them in "
                                       "is given with --run-dir",
                                       value));
    options->limits.keep = (unsigned)runs;
    return 0;
}

int set_timeout(struct options *options, const char *value, char **sentence)
{
    char *end;
    double seconds = strtod(value, &end);
    if (end == value || *end || !isfinite(seconds) || seconds <= 0 || seconds > 1e9)
        return option_refuse(sentence, xasprintf("'%s' is no number of seconds above 0", value));
    options->timeout = seconds;
    return 0;
}

/* --- amounts: a number with a letter --- */

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
        return option_refuse(sentence,
                             xasprintf("'%s' is no length of time like 90s, 10m or 1.5h", value));
    options->budget = seconds;
    return 0;
}

int set_older(struct options *options, const char *value, char **sentence)
{
    if (read_amount(value, times, &options->limits.older) < 0)
        return option_refuse(sentence, xasprintf("'%s' is no age: 90m, 36h, 30d, 2w, 1y", value));
    return 0;
}

int set_max_size(struct options *options, const char *value, char **sentence)
{
    static const struct unit units[] = {
        {'K', 1024.0}, {'M', 1048576.0}, {'G', 1073741824.0}, {'T', 1099511627776.0}, {'\0', 0}};
    double bytes;
    if (read_amount(value, units, &bytes) < 0)
        return option_refuse(sentence, xasprintf("'%s' is no size: 500M, 5G", value));
    options->limits.max_size = (uint64_t)bytes;
    return 0;
}
