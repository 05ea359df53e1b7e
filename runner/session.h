/*
 * A series of runs of one command on one pristine tree: what `check` does again and again.
 * Counts them, keeps their purposes for the report, compares what each left with the first.
 */
#ifndef PARIBUS_SESSION_H
#define PARIBUS_SESSION_H

#include "outputs.h"
#include "perform.h"
#include "progress.h"
#include "report.h"
#include "store.h"

#define SESSION_FEWEST_RUNS 40 /* where nothing is said, however long they take */

struct session {
    const struct options *options;
    struct store store;
    struct scratch place; /* in the store; none with --run-dir */
    const char *scratch;  /* where the runs are meanwhile, or for good with --run-dir */
    char *given;          /* --run-dir, absolute */
    char **traced;        /* the runs whose traces tell all: worth keeping */
    size_t traced_count;
    struct snapshot *snapshot;
    struct environment environment;
    struct varied_variable *variables;
    char *home; /* a varied HOME */
    int64_t file_epoch;
    struct report_run *runs;
    size_t run_count;
    unsigned max_runs, expected_runs;
    double timeout;
    double begun;      /* monotonic seconds */
    double seconds[2]; /* of all whole and of all partial runs so far */
    size_t made[2];    /* how many of each */
    char *stopped;     /* why there are no more runs, as a sentence; NULL: they go on */
    bool interrupted;
    struct progress progress;
    char *known;          /* what the runs so far have shown, in a few words; may be NULL */
    size_t *hidden;       /* per rule of --ignore, see ignore.h */
    unsigned granted;     /* LAUNCH_*, of the first run */
    unsigned left_behind; /* processes that outlived the command, the most in one run */
};

/* 0 or a negative errno with *what. */
int session_open(const struct options *options, struct session *session, char **what);

/*
 * Puts the traced runs into the store, unless they have a place of their own or none is wanted, and
 * makes room there.  Says on standard error what could not be kept: the report does not depend on
 * it.
 */
void session_keep(struct session *session);

/* Gives the tree back and removes the runs, unless they are to be kept. */
int session_close(struct session *session, char **what);

/*
 * One more run; `directory` receives its malloc'd path.  -EDQUOT when there have been enough, or
 * the user wants no more: session->stopped says why.  A run cut short counts for nothing.
 */
int session_run(struct session *session, const char *purpose, const struct rundir_setup *setup,
                char **directory, struct performed *performed, char **what);

/* What is shown while the next runs go on; takes the words over. */
void session_know(struct session *session, char *known);

/* What two runs left: everything that is not ignored, name by name; or, told apart from what has
 * merely another name, what the options ask for, or those outputs (may be NULL) and what is new. */
int session_compare_all(const struct session *session, const char *run_a, const char *run_b,
                        struct outputs *outputs, char **what);
int session_compare(const struct session *session, const char *run_a, const char *run_b,
                    const char *const *only, struct outputs *outputs, char **what);

#endif
