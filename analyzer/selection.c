#include "selection.h"

#include <fnmatch.h>
#include <string.h>
#include "util.h"

/* A trailing slash and a leading ./ mean nothing. */
static bool selects(const char *entry, const char *path)
{
    while (strncmp(entry, "./", 2) == 0)
        entry += 2;
    size_t length = strlen(entry);
    while (length > 1 && entry[length - 1] == '/')
        length--;
    autofree char *clean = xstrndup(entry, length);
    bool below = strncmp(path, clean, length) == 0 && (!path[length] || path[length] == '/');
    return below || length == 0 || strcmp(clean, ".") == 0 || fnmatch(clean, path, 0) == 0;
}

bool selection_has(const char *const *only, const char *path)
{
    if (!only || !*only)
        return true;
    for (; *only; only++) {
        if (selects(*only, path))
            return true;
    }
    return false;
}
