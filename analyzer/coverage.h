/*
 * What of a run was seen, and what was not: the counters the library kept, in words.  Knows the
 * shared page of a run; knows nothing of events or outputs.
 */
#ifndef PARIBUS_COVERAGE_H
#define PARIBUS_COVERAGE_H

#include "tree.h"

struct coverage {
    uint64_t processes, covered; /* images, and of them those whose calls were seen */
    uint64_t lost;               /* could be entered and did not report */
    uint64_t events, dropped, early;
};

/* All zero for a tree that was not loaded. */
struct coverage coverage_of(const struct tree *tree);

/*
 * What else is not as it should be, by the counters of a run (NULL: none were kept): the nth that
 * happened at all, false past the last.
 */
struct shortfall {
    const char *kind; /* one word */
    const char *what; /* after the number */
    uint64_t count;
};
bool coverage_shortfall(const struct run_shared *counters, size_t nth, struct shortfall *shortfall);

/* "41 processes, 40 covered, 1 not"; to be freed. */
char *coverage_line(const struct coverage *coverage);

#endif
