/*
 * A snapshot by overlay: the layers of each run.
 */
#ifndef PARIBUS_SNAPSHOT_OVERLAY_H
#define PARIBUS_SNAPSHOT_OVERLAY_H

#include <stdbool.h>
#include "launch.h"

struct snapshot_overlay;

/* NULL when the machine, the tree or the store does not allow it. */
struct snapshot_overlay *snapshot_overlay_open(const char *tree, const char *store);
int snapshot_overlay_before(struct snapshot_overlay *overlay, const char *left,
                            struct launch *launch, char **what);
int snapshot_overlay_after(struct snapshot_overlay *overlay, const char *left, char **what);
void snapshot_overlay_close(struct snapshot_overlay *overlay);

#endif
