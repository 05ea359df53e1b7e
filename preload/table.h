/*
 * The levels of the run's large tables, abi/run.h: which have space on disk, and more when it is
 * needed.  Knows the shared file; knows nothing of what is in the slots.  Safe in threads and in
 * signal handlers.
 */
#ifndef PARIBUS_TABLE_H
#define PARIBUS_TABLE_H

#include "lib.h"

/* Whether the slots of a level may be touched: it has space on disk. */
static inline bool table_has(enum run_table table, unsigned level)
{
    return level < __atomic_load_n(&lib.shared->levels[table], __ATOMIC_ACQUIRE);
}

/* Likewise, and takes the space for it.  false: there is none. */
bool table_reach(enum run_table table, unsigned level);

/* How many slots of a level are looked at, from the one a key belongs to on: what does not fit
 * there fits in the next, but for the last. */
static inline uint32_t table_attempts(enum run_table table, unsigned level)
{
    return level + 1 < run_levels(table) ? 8 : 64;
}

/* The slot of `key` after `attempt` others, in a level: an index into the table. */
static inline uint32_t table_slot(unsigned level, uint64_t key, uint32_t attempt)
{
    return RUN_SLOTS(level) + ((uint32_t)(key + attempt) & ((RUN_LEVEL << level) - 1));
}

/*
 * The key of a file's number: what is given out one after the other lies side by side, but only so
 * much of it.  File systems give each directory a range of its own, and the ranges begin at
 * multiples of large powers of two, as do the levels.
 */
static inline uint64_t table_place(uint64_t file)
{
    return hash_mix(file / 8, 0, 0) * 8 + file % 8;
}

/* Of a table without keys: the level of an index. */
static inline unsigned table_level(uint32_t index)
{
    return 31 - (unsigned)__builtin_clz(index / RUN_LEVEL + 1);
}

#endif
