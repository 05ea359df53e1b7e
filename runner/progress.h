/*
 * One line on a terminal that says which run of how many is going on and what it is for:
 *     [3/7] varied: make dist  0:12
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
    char *label;      /* "varied: make dist" */
    int second;       /* last one drawn */
};

void progress_open(struct progress *progress, FILE *to, bool quiet);

/* A run begins: the nth of `of`.  argv may be NULL. */
void progress_begin(struct progress *progress, unsigned nth, unsigned of, const char *purpose,
                    char *const *argv);

/* Call it as often as you like; redraws once a second. */
void progress_tick(struct progress *progress);

/* Takes the line away, so that other lines can be printed. */
void progress_clear(struct progress *progress);
void progress_close(struct progress *progress);

#endif
