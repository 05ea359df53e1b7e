/*
 * Visits everything below a directory in one fixed order: names byte-wise, what is in a directory
 * directly after it.  Follows no link.  Knows nothing of what the visit is for.
 */
#ifndef PARIBUS_WALK_H
#define PARIBUS_WALK_H

#include <stdbool.h>
#include <sys/stat.h>

#define WALK_SKIP 1 /* not into this directory */

struct walk {
    int root; /* directory */
    /* `path` is relative to the root.  0, WALK_SKIP, or a negative errno that ends the walk. */
    int (*visit)(void *data, const char *path, const struct stat *stat);
    void *data;
    char *failed; /* malloc'd: where it ended with an error */
};

/* Directories that cannot be read count as empty, and what vanishes meanwhile as never there. */
int walk_run(struct walk *walk);

/* The same order, for sorting. */
int walk_compare(const char *a, const char *b);

/* Gives the owner, unless that is root, the right to read everything below `path`. */
int walk_make_readable(const char *path);

#endif
