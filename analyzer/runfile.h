/*
 * run.json in a kept run directory: the command, where and how it ran, how it ended.  Reads it; the
 * runner writes it.
 */
#ifndef PARIBUS_RUNFILE_H
#define PARIBUS_RUNFILE_H

#include <stdint.h>
#include "run.h"

#define RUNFILE_SCHEMA "paribus.run/1"

struct runfile {
    char **argv; /* NULL-terminated */
    char *cwd;
    int status;
    double seconds;
    char *purpose;   /* "record", or what a check made it for */
    int64_t started; /* nanoseconds since the epoch */
    unsigned granted;
    unsigned left_behind; /* processes that outlived the command */
    uint8_t mode[RUN_MAX_SOURCES];
};

/* 0 or a negative errno with *what; `runfile` is to be freed in any case. */
int runfile_read(const char *directory, struct runfile *runfile, char **what);
void runfile_free(struct runfile *runfile);

#endif
