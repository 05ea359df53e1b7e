/*
 * Covers a tree, and /tmp, with overlays in our own mount namespace, and keeps the run directory
 * within reach where one of them would hide it.
 */
#ifndef PARIBUS_OVERLAY_H
#define PARIBUS_OVERLAY_H

#include <stdbool.h>
#include "launch.h"

/* Needs a mount namespace of our own.  `user`: it belongs to a user namespace. */
int overlay_mount(const struct launch *launch, bool user);

/* Whether overlays work here at all, tried in a child. */
bool overlay_allowed(void);

/*
 * Whether `directory` can be covered with layers in `upper` and `work`, tried in a child; nothing
 * is left in `directory`.
 */
bool overlay_possible(const char *directory, const char *upper, const char *work);

/* Whether something is mounted below `directory`, which an overlay would hide. */
bool overlay_hides_mounts(const char *directory);

/* Whether `path` is `directory` or lies below it; both absolute and without links. */
bool path_is_below(const char *path, const char *directory);

#endif
