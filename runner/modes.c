#include "modes.h"

#include <errno.h>
#include <string.h>
#include "suggest.h"
#include "util.h"

const char *const source_names[SOURCE_COUNT + 1] = {
#define SOURCE(number, name, freed, vary, what, pinned) [number] = #name,
#include "sources.def"
#undef SOURCE
};

const char *const mode_names[MODE_COUNT] = {
    [MODE_OFF] = "off", [MODE_RECORD] = "record", [MODE_PIN] = "pin", [MODE_VARY] = "vary"};

int source_find(const char *name)
{
    for (int i = 0; i < SOURCE_COUNT; i++)
        if (strcmp(source_names[i], name) == 0)
            return i;
    return -1;
}

void modes_fill(uint8_t mode[RUN_MAX_SOURCES], enum mode all)
{
    memset(mode, 0, RUN_MAX_SOURCES);
    memset(mode, all, SOURCE_COUNT);
}

enum vary { AUTO, ASKED };
static const enum vary vary[SOURCE_COUNT] = {
#define SOURCE(number, name, freed, when, what, pinned) [number] = when,
#include "sources.def"
#undef SOURCE
};

void modes_auto(uint8_t mode[RUN_MAX_SOURCES], enum mode to)
{
    modes_fill(mode, to);
    for (int source = 0; source < SOURCE_COUNT; source++) {
        if (to == MODE_VARY && vary[source] == ASKED)
            mode[source] = MODE_PIN;
    }
}

static char *unknown(const char *name)
{
    const char *near = suggest(name, source_names);
    if (!*name)
        return xstrdup("an empty name of a source; 'paribus sources' lists them");
    if (near)
        return xasprintf("unknown source '%s', did you mean '%s'?", name, near);
    return xasprintf("unknown source '%s'; 'paribus sources' lists them", name);
}

/* "-name" is what the mode is not: pinned instead of varied. */
static int apply_one(uint8_t mode[RUN_MAX_SOURCES], enum mode to, const char *name, char **sentence)
{
    bool minus = *name == '-' && to == MODE_VARY, plus = *name == '+';
    int source = source_find(name += minus || plus);
    if (strcmp(name, "all") == 0) {
        modes_fill(mode, to);
        return 0;
    }
    if (strcmp(name, "auto") == 0) {
        modes_auto(mode, to);
        return 0;
    }
    if (source < 0) {
        *sentence = unknown(name);
        return -EINVAL;
    }
    mode[source] = (uint8_t)(minus ? MODE_PIN : to);
    return 0;
}

int modes_apply(uint8_t mode[RUN_MAX_SOURCES], enum mode to, const char *list, char **sentence)
{
    for (;;) {
        size_t length = strcspn(list, ",");
        autofree char *name = xstrndup(list, length);
        int error = apply_one(mode, to, name, sentence);
        if (error || !list[length])
            return error;
        list += length + 1;
    }
}
