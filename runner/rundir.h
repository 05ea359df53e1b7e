/*
 * A run directory: made, with everything the library needs, and found again.  The contract is
 * abi/run.h.  Knows nothing of what is run in it.
 */
#ifndef PARIBUS_RUNDIR_H
#define PARIBUS_RUNDIR_H

#include <stdbool.h>
#include "run.h"

/* What goes into the config block; units and meanings are those of struct run_config. */
struct rundir_setup {
    uint8_t mode[RUN_MAX_SOURCES];
    uint8_t chosen[RUN_MAX_SOURCES];
    const uint64_t *units; /* ascending */
    size_t unit_count;
    uint32_t flags;
    uint32_t clock_kind;
    int64_t clock_start, clock_offset, clock_tick;
    int64_t clock_rate, clock_pace, clock_mono;
    const char *follow; /* absolute path, NULL: none */
    int64_t file_epoch;
    uint64_t seed, vary_seed;
    const char *tmpdir;
    struct run_machine machine[2];
    uint64_t terminal;
    bool audit; /* count system calls behind libc */
    unsigned filler, blanks;
    const uint64_t *spared; /* images, ascending, whose place a stand-in takes */
    size_t spared_count;
    const char *stand_ins; /* the directory of what it puts back, see spare.h */
};

/*
 * Makes `directory` (absolute, must not exist or be empty) private, with everything the library
 * needs. 0 or a negative errno with *what (malloc'd).
 */
int rundir_create(const char *directory, const struct rundir_setup *setup, char **what);

/*
 * When the run is over: gives back the room its tables took, but for the clocks where files were
 * written down, too: they say how each process ended.
 */
void rundir_release(const char *directory, const struct rundir_setup *setup);

/* Whether a kept run lies there, whole or not. */
bool rundir_is_run(const char *directory);

/* The value of RUN_ENV for the first process, with `filler` zeros; malloc'd. */
char *rundir_state(const char *directory, uint64_t pid_unit, unsigned filler);

struct options;

/*
 * The modes the options ask for: all sources in their own mode; or, with --free or --hold, those
 * units alone in the one mode and everything else in the other (which sorts their list).
 */
void rundir_modes(struct rundir_setup *setup, const struct options *options);

/* The id the first process gets, and the unit by which it was chosen. */
uint64_t rundir_first_unit(void);
int rundir_first_pid(const struct rundir_setup *setup);

/* Highest process id of this machine. */
uint32_t rundir_pid_max(void);

#endif
