/*
 * Where two stretches of bytes differ.  Text is aligned by lines and, within a line, by words;
 * other bytes by position when both are of one length, else by chunks of content.  Knows no files
 * and no archives.
 */
#ifndef PARIBUS_DIFF_H
#define PARIBUS_DIFF_H

#include <stdbool.h>
#include "bytes.h"

struct region {
    size_t a, a_length;
    size_t b, b_length;
    bool reordered; /* the same lines in another order */
};

struct regions {
    struct region *items; /* ascending, not touching */
    size_t count;
    size_t max; /* regions kept, at least 1; the last covers the rest */
    bool text;  /* both sides are text */
};

/* `max` is to be set, the rest zero.  Changed bytes less than four apart are one region. */
void diff(struct bytes a, struct bytes b, struct regions *regions);
void regions_free(struct regions *regions);

#endif
