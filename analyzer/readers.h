/*
 * Who is to be named for a unit that many may have read: a variable, an id, file times.  Knows who
 * asked and who stands how near to an output; decides nothing about guilt.
 */
#ifndef PARIBUS_READERS_H
#define PARIBUS_READERS_H

#include "hashes.h"
#include "units.h"
#include "wanted.h"

struct readers {
    const struct tree *tree; /* the run in which they were free */
    const struct units *units;
    const struct varied_variable *variables; /* ends with a NULL name */
    const struct event **items;              /* held, in order */
    size_t count;
    struct hashes known; /* more of the same say nothing new */
};

/* Whether events of this spot read what is shared: only those are to be added. */
bool readers_could_be(const struct spot *spot);
void readers_add(struct readers *readers, const struct wanted *wanted, const struct event *event);
void readers_free(struct readers *readers);

/*
 * The execution to name for a unit accused of a region of `path` (in an archive: of `member`): of
 * file times who asked about that file and was told what was `seen` in the region (or NULL), of
 * other readers of a variable or an id the one nearest to whoever wrote the output, by the ways
 * values took where `flow` is given.  NULL: no call of ours read it.
 */
struct flow;
const struct event *readers_nearest(const struct readers *readers, uint64_t unit, const char *path,
                                    const char *member, const struct event *seen,
                                    const struct flow *flow);

/* Whether a call looked at the output itself, as programs do with what they write to. */
bool readers_own_output(const struct event *event, const char *path);

/* The call that looked at the file a region speaks of; NULL: none did. */
const struct event *readers_looked(const struct readers *readers, const char *path,
                                   const char *member);

/*
 * A process that wrote `path` and whose arguments carry the unit's value, else one whose arguments
 * name it, as a script does; UINT32_MAX: none.
 */
uint32_t readers_told(const struct readers *readers, const struct unit *unit, const char *path);

/* The process, or the nearest that led to it, whose arguments do not carry the unit's value. */
uint32_t readers_untold(const struct readers *readers, const struct unit *unit, uint32_t process);

#endif
