/*
 * A report seen from its causes: which outputs each one reaches, and which outputs have none.
 */
#ifndef PARIBUS_REPORT_BLAME_H
#define PARIBUS_REPORT_BLAME_H

#include "report.h"

/* Outputs (indices, ascending) with a region this cause is accused of; malloc'd. */
size_t *blame_outputs(const struct report *report, size_t cause, size_t *count);

/* The frame a cause is best shown at; NULL: none has a line. */
const struct frame *blame_line(const struct cause *cause);

/* What an output is to be blamed on first: both NULL where nothing is said of it. */
struct blame {
    const struct cause *cause;
    const char *unexplained;
};

/* One for each output; malloc'd. */
struct blame *blame_first(const struct report *report);

/* "app, stamp.h and 3 more"; malloc'd. */
char *blame_names(const struct report *report, size_t cause, size_t most);

#endif
