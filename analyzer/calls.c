#include "calls.h"
#include <stddef.h>

#define CALL(number, name, source, codec, attach, what)                                            \
    [number] = {number, #name, SOURCE_##source, CODEC_##codec, what, false},
#define VIEW(number, name, source, codec, attach, what)                                            \
    [number] = {number, #name, SOURCE_##source, CODEC_##codec, what, true},
#define HOOK(number, name, attach, why)
#define ALIAS(name, of)
static const struct call_row rows[] = {
#include "calls.def"
};

static const char *const sources[] = {
#define SOURCE(number, name, freed, vary, what, pinned) [number] = #name,
#include "sources.def"
};

const struct call_row *call_row(uint16_t number)
{
    return number < sizeof rows / sizeof *rows && rows[number].name ? &rows[number] : NULL;
}

const char *source_call(enum source source)
{
    static const char *const names[SOURCE_COUNT] = {
        [SOURCE_env] = "environ", [SOURCE_locale] = "setlocale", [SOURCE_timezone] = "tzset",
        [SOURCE_pid] = "fork",    [SOURCE_memory] = "mmap",      [SOURCE_stat] = "stat",
        [SOURCE_host] = "uname",  [SOURCE_user] = "getuid",      [SOURCE_cpu] = "sysconf",
        [SOURCE_umask] = "umask", [SOURCE_path] = "getcwd",      [SOURCE_limits] = "getrlimit",
        [SOURCE_rand] = "rdrand", [SOURCE_terminal] = "isatty",
    };
    return source < SOURCE_COUNT && names[source] ? names[source] : "unknown";
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
    case ESCAPE_CONFINED:
        return "confined";
    case ESCAPE_UNREACHED:
        return "out of reach";
    case ESCAPE_ROOM:
        return "no room";
    case ESCAPE_NESTED:
        return "a run of its own";
    }
    return "unknown";
}
