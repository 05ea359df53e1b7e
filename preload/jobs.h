/*
 * Whether a program is one that runs jobs side by side: make -j, ninja, cargo.  What it starts
 * next depends on which of them ended first, and that is the scheduler's doing.
 * Knows names, options and variables; says so before the first job.
 */
#ifndef PARIBUS_JOBS_H
#define PARIBUS_JOBS_H

#include <stdbool.h>

bool jobs_side_by_side(char *const *argv, char *const *envp);

#endif
