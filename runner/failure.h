/*
 * The sentence that goes up with a negative errno: "cannot VERB 'PATH': reason".
 */
#ifndef PARIBUS_FAILURE_H
#define PARIBUS_FAILURE_H

#include <stddef.h>
#include <string.h>
#include "util.h"

/* Returns `error` (negative errno).  A sentence that is already there is kept. */
static inline int failure(char **what, int error, const char *verb, const char *path)
{
    if (!*what)
        *what = xasprintf("cannot %s '%s': %s", verb, path, strerror(-error));
    return error;
}

#endif
