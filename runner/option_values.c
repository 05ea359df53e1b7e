#include "option_values.h"
#include <string.h>
#include "formats.h"
#include "modes.h"
#include "util.h"

/* An option that is a plain yes or no, one that is a path, one that sets the mode of sources. */
#define SWITCH(field)                                                                              \
    int set_##field(struct options *options, const char *value, char **sentence)                   \
    {                                                                                              \
        return read_switch(&options->field, value, sentence);                                      \
    }
#define PATH(field)                                                                                \
    int set_##field(struct options *options, const char *value, char **sentence)                   \
    {                                                                                              \
        if (!*value)                                                                               \
            return option_refuse(sentence, xstrdup("an empty path makes no sense"));               \
        options->field = value;                                                                    \
        return 0;                                                                                  \
    }
#define MODE(function, mode_of_sources)                                                            \
    int function(struct options *options, const char *value, char **sentence)                      \
    {                                                                                              \
        return modes_apply(options->mode, mode_of_sources, value, sentence);                       \
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
    return option_refuse(sentence, xasprintf("'%s' is neither yes nor no", value));
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

MODE(set_pin, MODE_PIN)
MODE(set_vary, MODE_VARY)
MODE(set_record, MODE_RECORD)
MODE(set_off, MODE_OFF)

int set_time(struct options *options, const char *value, char **sentence)
{
    options->time_given = true;
    return time_parse(value, time_now(), &options->time, sentence);
}

/* What sethostname(2) and every resolver take: RFC 1123. */
int set_host(struct options *options, const char *value, char **sentence)
{
    static const char letters[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.";
    size_t length = strlen(value);
    if (length < 1 || length > 64 || strspn(value, letters) != length || *value == '-')
        return option_refuse(sentence, xasprintf("'%s' is no host name", value));
    options->host = options_own(options, value);
    return 0;
}

int set_report(struct options *options, const char *value, char **sentence)
{
    return report_file_set(&options->report, options_own(options, value), sentence);
}

/* The place of `value` among `words`, which end with NULL; or -EINVAL. */
static int choose(const char *value, const char *const *words, char **sentence)
{
    struct text list = {0};
    for (int i = 0; words[i]; i++) {
        if (strcmp(value, words[i]) == 0)
            return i;
    }
    for (int i = 0; words[i]; i++)
        text_printf(&list, "%s%s", i ? ", " : "", words[i]);
    int error = option_refuse(sentence, xasprintf("'%s' is none of %s", value, list.data));
    text_free(&list);
    return error;
}

int set_completion(struct options *options, const char *value, char **sentence)
{
    static const char *const shells[] = {"bash", "zsh", "fish", NULL};
    int chosen = choose(value, shells, sentence);
    if (chosen < 0)
        return chosen;
    options->completion = shells[chosen];
    return 0;
}

static const char *const whens[] = {"auto", "always", "never", NULL};

int set_partial(struct options *options, const char *value, char **sentence)
{
    int chosen = choose(value, whens, sentence);
    if (chosen < 0)
        return chosen;
    options->partial = (enum partial_when)chosen;
    return 0;
}

int set_color(struct options *options, const char *value, char **sentence)
{
    int chosen = choose(value, whens, sentence);
    if (chosen < 0)
        return chosen;
    options->colour = (enum colour_when)chosen;
    return 0;
}
