/*
 * What a differing region looks like where no run was recorded: a source, told by the form of the
 * values on both sides, by the field they stand in and by the words around them.  Evidence, never
 * proof.  Knows forms of values; knows no runs and reads no file.  Pure functions, thread-safe.
 */
#ifndef PARIBUS_GUESS_H
#define PARIBUS_GUESS_H

#include <stdbool.h>
#include "outputs.h"
#include "run.h"

struct guess {
    enum source source;
    const char *looks; /* "a date", "an order", ... */
    const char *maker; /* the program such outputs are made by: "tar", "zip", ...; "" */
    char *evidence;    /* a sentence; malloc'd */
};

/*
 * What a region of an output that differs in that way looks like.  False: like nothing known;
 * guess->evidence then says what can be said: that it follows from another difference, or nothing.
 */
bool guess_region(const struct output *output, const struct divergence *region,
                  struct guess *guess);

#endif
