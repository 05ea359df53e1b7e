/*
 * A listing of a tree, and what has changed in the tree since it was taken.  The functions for a
 * run in place are in snapshot.h; these serve the copy that is used again and again.
 */
#ifndef PARIBUS_LISTING_H
#define PARIBUS_LISTING_H

#include <stddef.h>
#include <sys/stat.h>
#include "snapshot.h"

enum change_kind {
    CHANGE_NEW,
    CHANGE_CHANGED,
    CHANGE_TOUCHED, /* a directory: its times, because of what is in it */
    CHANGE_DELETED,
};

struct change {
    char *path;
    enum change_kind kind;
    struct stat stat; /* as it is now */
};

/* In the order of walk.h. */
struct changes {
    struct change *items;
    size_t count;
};

/* What is different from the listing now.  Free `changes` in any case. */
int listing_changes(const struct listing *listing, struct changes *changes, char **what);
void changes_free(struct changes *changes);
#define autochanges __attribute__((cleanup(changes_free)))

/* Copies what is new or changed below `tree` to LEFT/tree, and marks there what was deleted. */
int changes_collect(const struct changes *changes, int tree, const char *left, char **what);

#endif
