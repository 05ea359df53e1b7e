/*
 * locale: which variables decide is the runner's doing; here is written down who asked for the
 * language of the environment, and what came of it.  setlocale(3), newlocale(3).
 */
#include "../call.h"
#include "../real.h"
#include "../wrap.h"
#include "../banned.h"
#include <locale.h>

static bool asks_environment(const char *name)
{
    return name && !*name;
}

WRAP(char *, setlocale, int category, const char *name)
{
    if (!asks_environment(name))
        return REAL(setlocale)(category, name);
    struct call call = CALL_BEGIN(setlocale, locale);
    char *result = REAL(setlocale)(category, name);
    call_end_text(&call, result, 0);
    return result;
}

WRAP(locale_t, newlocale, int mask, const char *name, locale_t base)
{
    if (!asks_environment(name))
        return REAL(newlocale)(mask, name, base);
    struct call call = CALL_BEGIN(newlocale, locale);
    locale_t result = REAL(newlocale)(mask, name, base);
    call_end(&call, (uint64_t)mask, result ? 0 : errno);
    return result;
}
WRAP_ALIAS(__newlocale, newlocale)
