/*
 * Writes run.json, which says that a run directory is whole and what it is of; see runfile.h.
 */
#ifndef PARIBUS_RUNFILE_WRITE_H
#define PARIBUS_RUNFILE_WRITE_H

#include "perform.h"

/* Last, and at once.  0 or a negative errno with *what. */
int runfile_write(const char *directory, const char *purpose, const struct options *options,
                  const struct rundir_setup *setup, const struct performed *performed, char **what);

#endif
