/*
 * Copies entries from below one directory to the same paths below another, as like the original as
 * our rights allow: content, links among them, owner, mode, extended attributes, times.
 * Knows nothing of why.
 */
#ifndef PARIBUS_COPIER_H
#define PARIBUS_COPIER_H

#include <stddef.h>
#include <sys/stat.h>

struct copier {
    int from, to;       /* directories; not owned */
    void *links;        /* files with several names, already copied */
    char **directories; /* whose attributes are set at the end */
    size_t count;
};

/* One entry without what is in it, in the order of walk.h; its parent must be there. */
int copier_entry(struct copier *copier, const char *path, const struct stat *stat);

/* The parents of `path` that are missing. */
int copier_parents(struct copier *copier, const char *path);

/* Also sets the attributes of this directory at the end; "." is the top. */
void copier_directory(struct copier *copier, const char *path);

/* Attributes of the directories; frees.  To be called in any case. */
int copier_end(struct copier *copier);

/* Everything; *failed (malloc'd) says where it went wrong. */
int copy_tree(int from, int to, char **failed);

#endif
