/*
 * What to do about a cause, in one line: a table from (source, call, program) to advice.
 */
#ifndef PARIBUS_CURES_H
#define PARIBUS_CURES_H

#include "run.h"

/* malloc'd; NULL where nothing better than "do not" is known. */
char *cure_for(enum source source, const char *call, const char *exe, const char *subject);

#endif
