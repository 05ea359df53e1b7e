/*
 * One run from beginning to end: run directory, environment, tree, process tree, and what it left.
 * Shared by run, record and check.
 */
#ifndef PARIBUS_PERFORM_H
#define PARIBUS_PERFORM_H

#include "environment.h"
#include "launch.h"
#include "progress.h"
#include "rundir.h"
#include "snapshot.h"

struct perform {
    const struct options *options;
    const char *directory;     /* run directory to be made */
    struct rundir_setup setup; /* modes, units, flags; the rest is filled from the options */
    const struct environment *environment;
    const struct varied_variable *variables; /* what varying changes; NULL: nothing */
    const char *home;                        /* the directory a varied HOME stands for */
    struct snapshot *snapshot;               /* NULL: in place */
    const char *kept; /* a directory above `directory` to keep in sight; NULL: that alone */
    bool capture;     /* keep stdout, stderr, status, and with a snapshot the tree */
    bool tee;
    bool no_stdin;
    bool give_up; /* see launch.h */
    double timeout;
    struct progress *progress; /* kept alive while the run goes on; may be NULL */
};

struct performed {
    struct launch_result launch;
    int status;      /* exit status as a shell reports it: 128 + signal */
    int64_t started; /* nanoseconds since the epoch */
};

/* 0 when the command ran, else a negative errno with *what. */
int perform_run(const struct perform *perform, struct performed *performed, char **what);

/* DIRECTORY/left: what the run left behind, see analyzer/outputs.h. */
char *perform_left(const char *directory);

/* Seconds that processes may outlive the command, and a sentence about those that did. */
#define PERFORM_LINGER 2
char *perform_left_behind(unsigned count);

/* Whether a unit is varied in a run with that setup. */
bool perform_varies(uint64_t unit, enum source source, const struct rundir_setup *setup);

/*
 * Nanoseconds since the epoch, once no file can be given an earlier time any more: within a tick of
 * the kernel's.
 */
int64_t perform_epoch(void);

#endif
