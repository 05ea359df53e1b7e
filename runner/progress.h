/*
 * One line on a terminal that says which run of how many is going on and what it is for:
 *     [5/7] one suspect varied alone: make dist  0:12 of about 0:40, 2 outputs differ
 * Knows terminals; knows nothing of runs.  Shows nothing when `to` is no terminal or quiet is
 * asked.
 */
#ifndef PARIBUS_PROGRESS_H
#define PARIBUS_PROGRESS_H

#include <stdbool.h>
#include <stdio.h>
#include <time.h>

struct progress {
    FILE *to; /* NULL: show nothing */
    struct timespec begun;
    unsigned nth, of; /* of 0: not known yet */
    int expected;
    char *label; /* "varied: make dist" */
    char *known;
    int second; /* last one drawn */
};

struct progress_run {
    unsigned nth, of;
    const char *purpose;
    char *const *argv; /* may be NULL */
    int expected;      /* seconds it will take; 0: not known, or no time at all */
    const char *known; /* what the runs before have shown; may be NULL */
};

void progress_open(struct progress *progress, FILE *to, bool quiet);

/* A run begins. */
void progress_begin(struct progress *progress, const struct progress_run *run);

/* Call it as often as you like; redraws once a second. */
void progress_tick(struct progress *progress);

/* Takes the line away, so that other lines can be printed. */
void progress_clear(struct progress *progress);
void progress_close(struct progress *progress);

#endif
