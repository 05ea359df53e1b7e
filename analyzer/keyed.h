/*
 * An index: what belongs to a key, by number, several to a key; a process's children, the files of
 * a name.  Filled, sorted once, then searched.
 */
#ifndef PARIBUS_KEYED_H
#define PARIBUS_KEYED_H

#include <stddef.h>
#include <stdint.h>

struct keyed_entry {
    uint64_t key;
    size_t index;
};

/* Zero-initialise. */
struct keyed {
    struct keyed_entry *items;
    size_t count;
};

void keyed_add(struct keyed *keyed, uint64_t key, size_t index);

/* By key, what has the same by index. */
void keyed_sort(struct keyed *keyed);

/* Where the entries of a key begin, and where those behind them do. */
size_t keyed_find(const struct keyed *keyed, uint64_t key);
size_t keyed_end(const struct keyed *keyed, uint64_t key);

#define keyed_each(entry, keyed, wanted)                                                           \
    for (size_t entry = keyed_find(&(keyed), wanted);                                              \
         entry < (keyed).count && (keyed).items[entry].key == (wanted); entry++)

void keyed_free(struct keyed *keyed);
#define autokeyed __attribute__((cleanup(keyed_free)))

#endif
