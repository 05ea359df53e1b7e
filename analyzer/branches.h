/*
 * Which parts of a pinned run's process tree need not run again: a program, with all it started,
 * that left the same behind when everything was varied.  What such a branch left can be put back
 * instead.  Knows traces and comparisons of outputs; reads no file's content, starts nothing.
 *
 * A branch qualifies when
 *   - all of it was covered, and who started it waited for its end, which was the same both times
 *   - every file it changed lies in the tree, is the same in all runs compared, and was changed by
 *     nobody else; or lies in /tmp, which is private, and is gone again
 *   - it takes its input from no pipe and gives its output to none
 *   - no process is in it that is wanted
 * What it prints on the run's own standard output and error is lost when it does not run: whoever
 * leaves a branch out has to see whether these still come out the same.
 */
#ifndef PARIBUS_BRANCHES_H
#define PARIBUS_BRANCHES_H

#include "outputs.h"
#include "tree.h"

struct branch {
    uint32_t process;   /* its root, index into the pinned tree's processes */
    const char **paths; /* below the tree, ascending; NULL-terminated */
    size_t path_count;
};

struct branches {
    struct branch *items; /* by the id of the root's image, ascending */
    size_t count;
    char **names; /* owns the paths */
    size_t name_count;
};

struct branches_question {
    const struct tree *pinned, *varied;
    const struct outputs *compared[2]; /* everything the runs left; may be NULL */
    const char *root;                  /* absolute path of the tree */
    const char *left;                  /* LEFT/tree of the pinned run */
    const uint64_t *wanted;            /* images that have to run, ascending */
    size_t wanted_count;
};

/* 0, also with none found; -ENODATA with *why (malloc'd) when the traces are not complete. */
int branches_find(const struct branches_question *question, struct branches *branches, char **why);
void branches_free(struct branches *branches);

#endif
