/*
 * Which kept runs go, so that nobody's disk fills, and what the killed left behind.
 */
#ifndef PARIBUS_STORE_GC_H
#define PARIBUS_STORE_GC_H

#include <stdint.h>
#include "store.h"

/* Each on its own; 0: no such limit.  Pinned runs stay, and do not count for `keep`. */
struct store_limits {
    unsigned keep; /* at most so many runs */
    double older;  /* none older than so many seconds */
    uint64_t
        max_size; /* all together at most so many bytes, and never more than a tenth of the disk */
};
#define STORE_LIMITS ((struct store_limits){60, 30 * 86400.0, 5ULL << 30})

struct store_swept {
    unsigned runs;      /* removed */
    unsigned busy;      /* to be removed, but in use */
    unsigned abandoned; /* half-made ones, of who was killed */
    uint64_t bytes;     /* what is left takes so much */
    unsigned left;      /* runs */
};

int store_gc(const struct store *store, const struct store_limits *limits,
             struct store_swept *swept, char **what);

#endif
