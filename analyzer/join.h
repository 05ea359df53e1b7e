/*
 * Which calls of two runs correspond, and which of them returned something else.
 * By process, thread, call, site and nth time: robust to inserted calls.  Both runs are read side
 * by side, thread by thread; what one of them did earlier than the other waits.
 */
#ifndef PARIBUS_JOIN_H
#define PARIBUS_JOIN_H

#include "units.h"

struct join {
    struct freed *differs; /* per spot of B: events with another value, or that A does not have */
    uint64_t both;         /* events found in both runs */
    uint64_t changed;      /* of them: with another value */
    uint64_t only_a, only_b;
    uint64_t unpaired; /* of both: so far apart that their values were not compared; they count as
                          differing, not as changed */
};

/* Whether an event of B differs; in whatever order that shows. */
typedef void join_seen(const struct event *event, bool differs, void *context);

/* `seen` may be NULL. */
void join_runs(const struct tree *a, const struct tree *b, join_seen *seen, void *context,
               struct join *join);
void join_free(struct join *join);

#endif
