/*
 * The values a run put into the world, by which a differing region is recognised: what its calls
 * returned, its variables, the ids of its processes; each in every form it may be printed in.
 * Knows which call returns what; knows nothing of outputs but what is wanted of them.
 */
#ifndef PARIBUS_DYES_H
#define PARIBUS_DYES_H

#include "hashes.h"
#include "units.h"
#include "wanted.h"

/* One value, in one of the kinds that forms are read as. */
struct dye {
    uint32_t kind; /* see wanted_kind */
    int64_t value;
    uint64_t unit;
    const struct event *event; /* held; NULL: no call returned it */
};

/* Those that are wanted. */
struct dyes {
    const struct tree *tree;
    const struct units *units;
    const struct wanted *wanted;
    const struct varied_variable *variables; /* ends with a NULL name; NULL: none */
    struct dye *items;                       /* ascending by kind, value, order of events */
    size_t count;
    struct hashes known; /* more of the same say nothing new */
    int64_t zone;        /* seconds east of UTC of the varied TZ, 0: not varied */
    uint64_t zone_unit;
};

/* What it is given must outlive it. */
void dyes_begin(struct dyes *dyes, const struct tree *tree, const struct units *units,
                const struct wanted *wanted, const struct varied_variable *variables);

/* Between begin and end, in any order that is the same each time: an event of `unit`. */
void dyes_add_event(struct dyes *dyes, uint64_t unit, const struct event *event);

/* Adds what no event returned.  Only then is there anything to find. */
void dyes_end(struct dyes *dyes);
void dyes_free(struct dyes *dyes);

/* The first of the `count` dyes of this kind and value; NULL: there is none. */
const struct dye *dyes_find(const struct dyes *dyes, uint32_t kind, int64_t value, size_t *count);

#endif
