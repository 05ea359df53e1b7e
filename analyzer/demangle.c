#include "demangle.h"
#include <string.h>
#include <libiberty/demangle.h>
#include "util.h"

#define LONGEST 4096 /* a name from a damaged file may stand for one of any length */

char *demangled(const char *symbol)
{
    char *name = NULL;
    if (symbol[0] == '_' && strnlen(symbol, LONGEST) < LONGEST)
        name = rust_demangle(symbol, DMGL_NO_OPTS);
    if (!name && symbol[0] == '_' && symbol[1] == 'Z' && strnlen(symbol, LONGEST) < LONGEST)
        name = cplus_demangle_v3(symbol, DMGL_NO_OPTS);
    return name ? name : xstrdup(symbol);
}
