/*
 * The file that all processes of a run map, RUN_SHARED: the config block, the counters at the start
 * and room for the tables behind them.  The contract is abi/run.h.
 */
#ifndef PARIBUS_SHARED_PAGE_H
#define PARIBUS_SHARED_PAGE_H

#include "rundir.h"

/* Makes it in `directory`, where there is none.  0 or a negative errno with *what (malloc'd). */
int shared_page_write(const char *directory, const struct rundir_setup *setup, char **what);

/* Gives back the room of its tables, see rundir_release. */
void shared_page_release(const char *directory, const struct rundir_setup *setup);

#endif
