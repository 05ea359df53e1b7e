/*
 * What processes of one tree have in common when the library is alone: when it began, how far a
 * clock that goes by its readings has come, which saved time is next.  Kept in a System V segment
 * that vanishes with the last of them, shmget(2), and named to the next image by a variable that
 * also says what was in it, for when nobody was left.  And the files of saved times.
 */
#ifndef PARIBUS_FAKETIME_SHARED_H
#define PARIBUS_FAKETIME_SHARED_H

#include "lib.h"

struct faketime_shared {
    uint64_t magic;
    int64_t began, began_mono; /* the real clocks at the start; 0: not known yet */
    struct run_clock clock;
    int64_t loaded;      /* how many saved times were used */
    uint32_t loaded_all; /* and that there are no more */
    uint32_t reserved;
};
extern struct faketime_shared *faketime_shared; /* never NULL */

/* Takes over what an earlier image left; the start only with `keep_start`. */
void faketime_share(const char *state, bool keep_start);

/* From now on the children see it, too. */
void faketime_share_memory(void);

extern bool faketime_spawning; /* what runs for FAKETIME_SPAWN_TARGET starts no other */

/* A file of times as FAKETIME_SAVE_FILE writes it: seconds and nanoseconds, big endian. */
void faketime_save(const char *path, int64_t value);
bool faketime_load(const char *path);
bool faketime_next_loaded(int64_t *value);
int64_t faketime_last_loaded(void);

#endif
