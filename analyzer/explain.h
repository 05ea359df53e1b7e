/*
 * From an accused unit to a cause a person can act on: who, where in the source, in which process,
 * what to do about it.  Knows runs and symbols; decides nothing.
 */
#ifndef PARIBUS_EXPLAIN_H
#define PARIBUS_EXPLAIN_H

#include "attribute.h"
#include "report.h"
#include "symbols.h"
#include "units.h"
#include "util.h"

/*
 * Fills a cause (all of it malloc'd but the names) for `unit`, as executed by `event` (may be
 * NULL). `seen`: how a value of the unit was recognised in the output, or NULL.  `command`: argv of
 * the run.
 */
void explain_cause(const struct tree *tree, const struct unit *unit, const struct event *event,
                   const struct suspect *seen, enum proof proof, struct symbols *symbols,
                   char *const *command, struct cause *cause);

/* The stack of an event as frames (malloc'd); their number. */
size_t explain_stack(const struct tree *tree, const struct event *event, struct symbols *symbols,
                     struct frame **frames);

/* Appends a sentence to the evidence of a cause; takes it over. */
void explain_evidence(struct cause *cause, char *sentence);

/* The value of an event as a person reads it; malloc'd. */
char *explain_value(const struct event *event);

/* Adds a space and one word for the shell, quoted only where it must be. */
void explain_word(struct text *line, const char *word);

#endif
