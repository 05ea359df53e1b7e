/* Options that can be given several times. */
#include <string.h>
#include "formats.h"
#include "option_values.h"
#include "util.h"

static int add(struct option_list *list, const char *value)
{
    list->items = xrealloc(list->items, (list->count + 2) * sizeof *list->items);
    list->items[list->count++] = value;
    list->items[list->count] = NULL;
    return 0;
}

/* What to look at is not added to what a lower origin says, but replaces it. */
static void replace_lower(size_t *count, enum origin *from, enum origin here)
{
    if (*from != here)
        *count = 0;
    *from = here;
}

int add_output(struct options *options, const char *value, char **sentence)
{
    if (!*value)
        return option_refuse(sentence, xstrdup("an empty path makes no sense"));
    replace_lower(&options->outputs.count, &options->outputs.from, options->origin);
    return add(&options->outputs, value);
}

int add_why_not(struct options *options, const char *value, char **sentence)
{
    if (!*value)
        return option_refuse(sentence, xstrdup("an empty place makes no sense"));
    replace_lower(&options->why_not.count, &options->why_not.from, options->origin);
    return add(&options->why_not, value);
}

/* "GLOB # REASON".  Who types a glob knows why; who reads a file does not. */
int add_ignore(struct options *options, const char *value, char **sentence)
{
    const char *mark = strstr(value, " # ");
    size_t length = mark ? (size_t)(mark - value) : strlen(value);
    if (length == 0)
        return option_refuse(sentence, xstrdup("an empty pattern matches nothing"));
    if (options->origin == ORIGIN_FILE && (!mark || !mark[3]))
        return option_refuse(sentence,
                             xasprintf("'%s' needs a reason: {\"%s\": \"why\"}", value, value));
    *array_push(options->ignore.items, options->ignore.count) =
        (struct ignore_rule){xstrndup(value, length), mark ? xstrdup(mark + 3) : NULL};
    return 0;
}

int add_keep_env(struct options *options, const char *value, char **sentence)
{
    if (!*value || strchr(value, '='))
        return option_refuse(sentence,
                             xasprintf("'%s' is no variable's name; to set one, use --env", value));
    return add(&options->keep_env, value);
}

int add_env(struct options *options, const char *value, char **sentence)
{
    if (*value == '=' || !strchr(value, '='))
        return option_refuse(sentence, xasprintf("'%s' is not of the form NAME=VALUE", value));
    return add(&options->env, value);
}

static int add_unit(const struct options *options, struct option_units *units, const char *value,
                    char **sentence)
{
    uint64_t unit;
    if (strlen(value) > 18 || option_number(value, 16, &unit) < 0)
        return option_refuse(sentence, xasprintf("'%s' is no id; reports show them in hex", value));
    replace_lower(&units->count, &units->from, options->origin);
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

int add_format(struct options *options, const char *value, char **sentence)
{
    struct wish wish;
    int error = format_parse(options_own(options, value), &wish, sentence);
    if (!error)
        *array_push(options->wishes, options->wish_count) = wish;
    return error;
}
