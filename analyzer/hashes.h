/*
 * A set of 64-bit hashes: what has been seen, what is looked for.  Knows not what they stand for.
 */
#ifndef PARIBUS_HASHES_H
#define PARIBUS_HASHES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Open addressing, at most half full.  Zero-initialise. */
struct hashes {
    uint64_t *items; /* 0: free */
    size_t count, room;
};

/* Whether it is new. */
bool hashes_add(struct hashes *hashes, uint64_t hash);
void hashes_free(struct hashes *hashes);
#define autohashes __attribute__((cleanup(hashes_free)))

static inline size_t hashes_place(const struct hashes *hashes, uint64_t hash)
{
    size_t at = hash & (hashes->room - 1);
    while (hashes->items[at] && hashes->items[at] != hash)
        at = (at + 1) & (hashes->room - 1);
    return at;
}

static inline bool hashes_have(const struct hashes *hashes, uint64_t hash)
{
    hash += hash == 0;
    return hashes->room && hashes->items[hashes_place(hashes, hash)];
}

#endif
