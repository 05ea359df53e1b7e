#include "state.h"
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "util.h"

/* A home is there already: services have /nonexistent or the root directory for one. */
static bool is_home(const char *path)
{
    struct stat status;
    return path[0] == '/' && path[1] && stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

char *state_directory(void)
{
    const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
    if (state && *state == '/')
        return xasprintf("%s/paribus", state);
    if (home && is_home(home))
        return xasprintf("%s/.local/state/paribus", home);
    return NULL;
}

int state_make(const char *path)
{
    autofree char *copy = xstrdup(path);
    for (char *slash = strchr(copy + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(copy, 0700) != 0 && errno != EEXIST)
            return -errno;
        *slash = '/';
    }
    return mkdir(copy, 0700) == 0 || errno == EEXIST ? 0 : -errno;
}

char *state_scratch(const char *directory, const char *prefix)
{
    autofree char *pattern = xasprintf("%s/%s-XXXXXX", directory, prefix);
    char *made = mkdtemp(pattern);
    return made ? xstrdup(made) : NULL;
}
