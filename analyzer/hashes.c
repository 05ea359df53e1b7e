#include "hashes.h"
#include <stdlib.h>
#include "util.h"

static void grow(struct hashes *hashes)
{
    struct hashes old = *hashes;
    hashes->room = old.room ? old.room * 2 : 64;
    hashes->items = xcalloc(hashes->room, sizeof *hashes->items);
    for (size_t i = 0; i < old.room; i++) {
        if (old.items[i])
            hashes->items[hashes_place(hashes, old.items[i])] = old.items[i];
    }
    free(old.items);
}

bool hashes_add(struct hashes *hashes, uint64_t hash)
{
    hash += hash == 0;
    if (hashes->count * 2 >= hashes->room)
        grow(hashes);
    uint64_t *place = &hashes->items[hashes_place(hashes, hash)];
    if (*place)
        return false;
    *place = hash;
    hashes->count++;
    return true;
}

void hashes_free(struct hashes *hashes)
{
    free(hashes->items);
    *hashes = (struct hashes){0};
}
