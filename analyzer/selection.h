/*
 * Which paths a list of paths, directories and globs selects.  Knows names, touches no files.
 */
#ifndef PARIBUS_SELECTION_H
#define PARIBUS_SELECTION_H

#include <stdbool.h>

/* `only` is NULL-terminated; NULL or empty selects everything. */
bool selection_has(const char *const *only, const char *path);

#endif
