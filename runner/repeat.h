/*
 * The command line that shows a cause again, with what the user asked for: a report that was made
 * under --seed 7 is not repeated without it.  Knows which options `check` and `run` have in common.
 */
#ifndef PARIBUS_REPEAT_H
#define PARIBUS_REPEAT_H

#include "options.h"

/* `line`: as the analyzer wrote it, "paribus run --keep-env all ..." (malloc'd, taken over; may be
 * NULL). */
char *repeat_options(const struct options *options, char *line);

#endif
