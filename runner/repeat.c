#include "repeat.h"
#include <stdlib.h>
#include <string.h>
#include "explain.h"
#include "util.h"

#define BEGINNING "paribus run"
#define OWN       " --keep-env all"

/* What decides about values; the rest is about reports, or only the check's own. */
static bool is_repeated(enum option_id id)
{
    static const enum option_id repeated[] = {
        OPTION_KEEP_ENV, OPTION_ENV,  OPTION_TIME, OPTION_FOLLOW, OPTION_FAST_SLEEP, OPTION_SEED,
        OPTION_HOST,     OPTION_CPUS, OPTION_OFF,  OPTION_NO_NET, OPTION_NO_PATCH};
    for (size_t i = 0; i < sizeof repeated / sizeof *repeated; i++)
        if (repeated[i] == id)
            return true;
    return false;
}

char *repeat_options(const struct options *options, char *line)
{
    struct text text = {0};
    if (!line || strncmp(line, BEGINNING OWN, strlen(BEGINNING OWN)) != 0)
        return line;
    text_puts(&text, options->keep_env.count ? BEGINNING : BEGINNING OWN);
    for (size_t i = 0; i < options->applied_count; i++) {
        const struct applied *applied = &options->applied[i];
        const char *name = option_rows[applied->id].name;
        if (!is_repeated(applied->id))
            continue;
        autofree char *word =
            applied->value ? xasprintf("--%s=%s", name, applied->value) : xasprintf("--%s", name);
        explain_word(&text, word);
    }
    text_puts(&text, line + strlen(BEGINNING OWN));
    free(line);
    return text.data;
}
