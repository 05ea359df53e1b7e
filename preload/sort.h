/*
 * Puts names in order, byte by byte, without moving them: a million names in one go.  Knows nothing
 * of directories.
 */
#ifndef PARIBUS_SORT_H
#define PARIBUS_SORT_H

#include "lib.h"

/* The place of a name in the order: what tells most names apart, and where the name stands. */
struct place {
    uint64_t key; /* sort_key() of what follows the beginning that all names share */
    uint32_t at;
};

/* Eight bytes from `text` on, as many as there are before its end; eight must be readable. */
uint64_t sort_key(const char *text);

/* How many bytes `a` and `b` both begin with, at most `limit`, which is no more than the length of
 * `a`; eight more must be readable. */
size_t sort_common(const char *a, const char *b, size_t limit);

/* By their keys, and where these are equal by the names: at names + at. */
void sort_places(const char *names, struct place *places, uint32_t count);

#endif
