/*
 * What can be freed or held alone (a unit, see abi/run.h), gathered from the run in which they were
 * free: call sites, process ids, environment variables, whole sources.
 */
#ifndef PARIBUS_UNITS_H
#define PARIBUS_UNITS_H

#include "calls.h"
#include "tree.h"

/* A variable the runner gave another value. */
struct varied_variable {
    const char *name, *value;
    enum source source; /* of which it is a part */
};

/* Seconds by which a varied TZ lies east of UTC. */
#define VARIED_ZONE (5 * 3600 + 45 * 60)

struct unit {
    uint64_t id;
    enum source source;
    const struct event *event; /* its first event; NULL when no call of ours read it */
    uint32_t process;          /* UINT32_MAX: of the tree as a whole */
    uint64_t events;
    const char *subject; /* the variable's name */
};

struct units {
    struct unit *items; /* ascending by id */
    size_t count;
};

/* Of the events of a spot those that count as free. */
struct freed {
    uint64_t count;
    const struct event *first; /* held */
};

/* Per spot: those that were varied; malloc'd. */
struct freed *freed_by_mode(const struct tree *tree);

/*
 * `freed`: per spot.  `variables` ends with a NULL name and may be NULL; `whole` lists sources that
 * can only be freed as a whole, ended by SOURCE_COUNT.
 */
void units_collect(const struct tree *tree, const struct freed *freed,
                   const struct varied_variable *variables, const enum source *whole,
                   struct units *units);
void units_free(struct units *units);

/* NULL: no such unit. */
const struct unit *units_find(const struct units *units, uint64_t id);

/* The unit an event belongs to; 0: none (an environment variable has one by its name). */
uint64_t units_of_event(const struct tree *tree, const struct event *event);

/* Whether calls of that row look at variables: by name, or at those of the locale or the zone. */
bool reads_variables(const struct call_row *row);

/* Whether the event is a read of that environment variable. */
bool event_reads(const struct event *event, const char *name);

/* Whether many call sites read what the unit frees: then the one nearest to the output counts. */
bool unit_is_shared(const struct unit *unit);

/* The source a variable belongs to: locale, timezone, terminal, or env itself. */
enum source source_of_variable(const char *name);

static inline uint64_t unit_of_variable(const char *name, size_t length)
{
    return hash_mix(UNIT_ENV, hash_bytes(name, length, 0), 0);
}
static inline uint64_t unit_of_source(enum source source)
{
    return hash_mix(UNIT_SOURCE, source, 0);
}

/* All units of a source together: a number for reports, which the library does not know. */
static inline uint64_t unit_of_all(enum source source)
{
    return hash_mix(UNIT_SOURCE, source, 1);
}

#endif
