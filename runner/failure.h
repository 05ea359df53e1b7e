/*
 * The sentence that goes up with a negative errno: "cannot VERB 'PATH': reason".
 */
#ifndef PARIBUS_FAILURE_H
#define PARIBUS_FAILURE_H

#include <errno.h>
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

/* The same for what errno says of the call before. */
static inline int failure_errno(char **what, const char *verb, const char *path)
{
    return failure(what, errno ? -errno : -EIO, verb, path);
}

#endif
