#include "library.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "run.h"
#include "store.h"
#include "util.h"

static char *beside_program(const char *relative)
{
    char program[4096];
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    if (length <= 0)
        return NULL;
    program[length] = '\0';
    char *slash = strrchr(program, '/');
    *slash = '\0';
    autofree char *path = xasprintf("%s/%s", program, relative);
    return realpath(path, NULL);
}

/* LD_PRELOAD is a list, ld.so(8): these cannot be in a name. */
static bool is_listable(const char *path)
{
    return !strpbrk(path, ": \t\n");
}

/* A link to `library` in a directory of ours; malloc'd, NULL: none can be made there. */
static char *link_in(const char *directory, const char *library)
{
    char target[4096];
    char *path = xasprintf("%s/libparibus-%016llx.so", directory,
                           (unsigned long long)hash_bytes(library, strlen(library), 0));
    if (is_listable(path) && (symlink(library, path) == 0 || errno == EEXIST)) {
        ssize_t length = readlink(path, target, sizeof target);
        if (length == (ssize_t)strlen(library) && memcmp(target, library, (size_t)length) == 0)
            return path;
    }
    free(path);
    return NULL;
}

/* The library by a name that LD_PRELOAD can hold; where none can be had, by its own. */
static char *listable(char *library)
{
    autofree char *state = NULL, *temporary = NULL, *instead = NULL, *what = NULL;
    if (!library || is_listable(library))
        return library;
    char *link = store_place(&state, &instead, &what) == 0 ? link_in(state, library) : NULL;
    if (!link && store_temporary(&temporary) == 0)
        link = link_in(temporary, library);
    if (!link)
        return library;
    free(library);
    return link;
}

char *library_companion(const char *name)
{
    /* installed, or in the build tree */
    static const char *const places[] = {"../" PARIBUS_LIBDIR "/paribus", "../lib/paribus"};
    char *found = NULL;
    for (size_t i = 0; !found && i < sizeof places / sizeof *places; i++) {
        autofree char *relative = xasprintf("%s/%s", places[i], name);
        found = beside_program(relative);
    }
    return found;
}

const char *library_path(void)
{
    static char *found;
    if (!found)
        found = listable(library_companion("libparibus.so"));
    return found;
}
