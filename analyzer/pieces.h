/*
 * Bytes cut into pieces that can be aligned: lines, words, or chunks whose borders depend on the
 * content alone and so come again after an insertion.
 */
#ifndef PARIBUS_PIECES_H
#define PARIBUS_PIECES_H

#include <stddef.h>
#include <stdint.h>
#include "bytes.h"

struct pieces {
    uint64_t *hash;
    size_t *start; /* offsets in the whole; count + 1 of them */
    size_t count;
    uint64_t sum; /* the same for the same lines in any order */
};

struct pieces pieces_lines(struct bytes whole, size_t from, size_t size);
struct pieces pieces_words(struct bytes whole, size_t from, size_t size);

/* Chunks of 64 bytes on average, larger ones where `total` is large: both sides pass the same. */
struct pieces pieces_chunks(struct bytes whole, size_t from, size_t size, size_t total);

void pieces_free(struct pieces *pieces);
#define autopieces __attribute__((cleanup(pieces_free)))

#endif
