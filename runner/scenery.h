/*
 * Files that tell of the machine, written for one run and later mounted over the real ones.
 * Knows abi/scenery.def and what each file looks like; mounts nothing.
 */
#ifndef PARIBUS_SCENERY_H
#define PARIBUS_SCENERY_H

#include <stddef.h>
#include "launch.h"
#include "run.h"

struct scenery {
    struct scene *items;
    size_t count;
};

/* How a source is to be shown. */
enum scenery_look { SCENERY_REAL, SCENERY_PINNED, SCENERY_VARIED };

/*
 * Writes the files of every source that is not to be real below `directory` (made for it).
 * 0 or a negative errno with *what (malloc'd).  Free in any case.
 */
int scenery_write(const char *directory, const enum scenery_look look[SOURCE_COUNT],
                  const struct run_machine machine[2], struct scenery *scenery, char **what);
void scenery_free(struct scenery *scenery);
#define autoscenery __attribute__((cleanup(scenery_free)))

#endif
