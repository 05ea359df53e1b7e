#include "keyed.h"
#include <stdlib.h>
#include "util.h"

static int by_key(const void *a, const void *b)
{
    const struct keyed_entry *left = a, *right = b;
    if (left->key != right->key)
        return left->key < right->key ? -1 : 1;
    return (left->index > right->index) - (left->index < right->index);
}

void keyed_add(struct keyed *keyed, uint64_t key, size_t index)
{
    *array_push(keyed->items, keyed->count) = (struct keyed_entry){key, index};
}

void keyed_sort(struct keyed *keyed)
{
    if (keyed->count)
        qsort(keyed->items, keyed->count, sizeof *keyed->items, by_key);
}

size_t keyed_find(const struct keyed *keyed, uint64_t key)
{
    size_t low = 0, high = keyed->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (keyed->items[middle].key < key)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

size_t keyed_end(const struct keyed *keyed, uint64_t key)
{
    return key == UINT64_MAX ? keyed->count : keyed_find(keyed, key + 1);
}

void keyed_free(struct keyed *keyed)
{
    free(keyed->items);
    *keyed = (struct keyed){0};
}
