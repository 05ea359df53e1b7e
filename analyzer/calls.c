#include "calls.h"
#include <stddef.h>

#define CALL(number, name, source, codec, attach, what)                                            \
    {number, #name, SOURCE_##source, CODEC_##codec, what},
#define HOOK(number, name, attach, why)
#define ALIAS(name, of)
static const struct call_row rows[] = {
#include "calls.def"
};

static const char *const sources[] = {
#define SOURCE(number, name, what, pinned) [number] = #name,
#include "sources.def"
};

const struct call_row *call_row(uint16_t number)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (rows[i].number == number)
            return &rows[i];
    }
    return NULL;
}

const char *source_name(enum source source)
{
    return source < SOURCE_COUNT ? sources[source] : "unknown";
}

const char *mode_name(enum mode mode)
{
    static const char *const names[] = {"off", "record", "pin", "vary"};
    return mode < MODE_COUNT ? names[mode] : "unknown";
}

const char *escape_name(enum escape_kind kind)
{
    switch (kind) {
    case ESCAPE_STATIC:
        return "static";
    case ESCAPE_SETUID:
        return "setuid";
    case ESCAPE_CLASS:
        return "class";
    case ESCAPE_UNKNOWN:
        return "unknown";
    }
    return "unknown";
}
