/*
 * Regions as divergences of an output: excerpts with context, line numbers, limits.  Knows
 * differing bytes; knows no files and no archives.
 */
#ifndef PARIBUS_DIVERGENCE_H
#define PARIBUS_DIVERGENCE_H

#include "bytes.h"
#include "outputs.h"

/*
 * Compares the content of a part and appends what differs: up to `max` divergences in one output,
 * beyond that one for each part.  `member` is copied; NULL: the output itself.
 */
void divergences_compare(struct output *output, size_t max, const char *member, struct bytes a,
                         struct bytes b);

/* One divergence, from the first to the last byte that differs. */
void divergences_between(struct output *output, const char *member, struct bytes a, struct bytes b);

/* No bytes to show: both sides described in words (malloc'd, taken over). */
void divergences_describe(struct output *output, const char *member, char *a, char *b);

void divergence_free(struct divergence *divergence);

#endif
