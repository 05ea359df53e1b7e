/*
 * The levels of the run's large tables, abi/run.h: which have space on disk, and more when it is
 * needed.  Knows the shared file; knows nothing of what is in the slots.  Safe in threads and in
 * signal handlers.
 */
#ifndef PARIBUS_TABLE_H
#define PARIBUS_TABLE_H

#include "lib.h"

#define TABLE_ATTEMPTS 16u /* slots looked at in a level, from the one a key belongs to on */

/* Whether the slots of a level may be touched; takes the space for it.  false: there is none. */
bool table_reach(enum run_table table, unsigned level);

/* The slot of `key` after `attempt` others, in a level: an index into the table. */
static inline uint32_t table_slot(unsigned level, uint64_t key, uint32_t attempt)
{
    return RUN_SLOTS(level) + ((uint32_t)(key + attempt) & ((RUN_LEVEL << level) - 1));
}

/* Of a table without keys: the level of an index. */
static inline unsigned table_level(uint32_t index)
{
    return 31 - (unsigned)__builtin_clz(index / RUN_LEVEL + 1);
}

#endif
