/*
 * Prepares partial runs: what each spared branch of the process tree left, as a list that the
 * stand-in (stand_in.c) reads when it is executed in the place of the branch.
 *
 *   DIR/<image in hex>    strings, each ended by NUL:
 *     exit status, clock (struct run_clock.slept), directory to take from, directory to put to,
 *     then entries in the order in which they are to be made, a letter before each path:
 *       -  not there any more     d  a directory
 *       f  a file or link         o  one with a time of its own, older than the runs
 */
#ifndef PARIBUS_SPARE_H
#define PARIBUS_SPARE_H

#include "branches.h"

#define SPARE_LISTS "stand-ins" /* the lists, in a run directory; see also RUN_STAND_IN */

struct spare {
    const char *directory; /* for the lists; is made */
    const char *from;      /* LEFT/tree of the pinned run */
    const char *to;        /* the tree */
    int64_t epoch;         /* files changed before this carry a time of their own */
};

/* 0 or a negative errno with *what. */
int spare_write(const struct spare *spare, const struct tree *tree, const struct branches *branches,
                char **what);

#endif
