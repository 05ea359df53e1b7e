/*
 * Kept runs as `paribus runs` shows them: a table, one run in detail, or JSON.
 */
#ifndef PARIBUS_RUNS_LIST_H
#define PARIBUS_RUNS_LIST_H

#include <stdio.h>
#include "store_runs.h"

void runs_list_text(const struct kept_runs *runs, FILE *to);
void runs_show_text(const struct kept *run, FILE *to);

/* An array of runs; `detail`: with their outputs and sums. */
void runs_list_json(const struct kept *runs, size_t count, FILE *to);

/* "4.2M"; malloc'd. */
char *runs_size(uint64_t bytes);

#endif
