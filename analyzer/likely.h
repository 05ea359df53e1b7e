/*
 * Which units are likely causes before anything was tried: read near to whoever wrote the outputs,
 * and of a source that often matters.  Only the order of a search depends on it, no claim does.
 */
#ifndef PARIBUS_LIKELY_H
#define PARIBUS_LIKELY_H

#include "units.h"

/* The ids of all units, likely causes of what differs in `paths` (NULL-terminated) first. */
uint64_t *likely_order(const struct tree *tree, const struct units *units,
                       const char *const *paths);

#endif
