/*
 * Which stretches of two sequences do not correspond.  A sequence is an array of hashes: of lines,
 * of words, of chunks; what they stand for is not known here.
 *
 * Patience: what is unique and common to both anchors the rest, recursively; where nothing is, a
 * longest common subsequence if it is cheap, else the stretch as a whole.
 */
#ifndef PARIBUS_ALIGN_H
#define PARIBUS_ALIGN_H

#include <stddef.h>
#include <stdint.h>

struct run {
    size_t a, a_count;
    size_t b, b_count;
};

struct runs {
    struct run *items; /* ascending, not touching */
    size_t count;
};

void align(const uint64_t *a, size_t a_count, const uint64_t *b, size_t b_count, struct runs *runs);
void runs_free(struct runs *runs);

#endif
