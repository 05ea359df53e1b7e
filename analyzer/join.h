/*
 * Which calls of two runs correspond, and which of them returned something else.
 * A join by hash over (process, thread, call, site, nth): linear, and robust to inserted calls.
 */
#ifndef PARIBUS_JOIN_H
#define PARIBUS_JOIN_H

#include "tree.h"

struct join {
    bool *differs;    /* per event of B: its value is another, or A has no such event */
    uint64_t both;    /* events found in both runs */
    uint64_t changed; /* of them: with another value */
    uint64_t only_a, only_b;
};

void join_runs(const struct tree *a, const struct tree *b, struct join *join);
void join_free(struct join *join);

#endif
