/*
 * A few lines of a source file, for showing them in a report.  Reads regular files below one
 * directory only: the names come from debug information, and what a program claims to be its source
 * could be anything the user may read.
 */
#ifndef PARIBUS_SOURCE_LINES_H
#define PARIBUS_SOURCE_LINES_H

#include <stdbool.h>
#include "bytes.h"

struct source_lines {
    struct bytes *lines; /* without their ends, within `data` */
    size_t count;
    unsigned first; /* number of the first */
    char *data;
};

/*
 * Line `line` (from 1) of `file`, `around` more on both sides where there are.  False: it lies
 * elsewhere, cannot be read, or has no such line; nothing is to be freed then.
 */
bool source_lines_read(const char *base, const char *file, unsigned line, unsigned around,
                       struct source_lines *lines);
void source_lines_free(struct source_lines *lines);

#endif
