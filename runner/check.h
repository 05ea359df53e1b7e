/*
 * One check as its parts see it: check_runs, check_regions, check_suspects, check_proof,
 * check_jitter, check_causes and check_answer, in this order, one file each.  action_check.c calls
 * them.
 */
#ifndef PARIBUS_CHECK_H
#define PARIBUS_CHECK_H

#include "attribute.h"
#include "prove.h"
#include "session.h"

#define MAX_CANDIDATES 8

#define CONFIRMING_RUNS 2 /* that make sure of what partial ones have shown */

/* By what a cause was shown. */
enum shown_by { SHOWN_IN_FULL, SHOWN_IN_PART, SHOWN_IN_BOTH };

/* Partial runs: see check_partial.c. */
struct partial {
    bool on;
    bool streams_differ; /* standard output and error come out otherwise */
    uint64_t *spared;    /* images, ascending */
    size_t spared_count;
    char *lists;          /* the directory of what is put back */
    char *why_not;        /* a reason not to; NULL: none */
    struct outputs again; /* all that differs between the pinned runs */
    uint8_t *shown;       /* enum shown_by, per region */
};

/* Everything one check knows. */
struct check {
    const struct options *options;
    struct session session;
    char *pinned, *again, *varied; /* run directories */
    struct tree pinned_tree, varied_tree;
    struct varied_variable *variables; /* ends with a NULL name */
    struct units units;
    struct attribution *attribution;
    struct outputs *controls; /* pinned against each time it was pinned again */
    size_t control_count;
    bool control_alone;      /* what differs is what differs between pinned runs */
    struct outputs *outputs; /* pinned against varied */
    struct report_region *regions;
    struct suspects *suspects;  /* per region */
    struct question *questions; /* per region */
    size_t region_count;
    struct report_trial *trials;
    size_t trial_count;
    struct partial partial;
    const char **paths; /* of the divergent outputs, NULL-terminated */
    int status;         /* of the command, pinned */
};

/* Modes of a run: the sources to be varied get `mode`, the others what the options say. */
void check_modes(const struct check *check, uint8_t *modes, enum mode mode);

/* Pinned, pinned again, varied; compares and reads them.  0 or a negative errno with *what. */
int check_run(struct check *check, char **what);

/* Where the varied run shows no difference, or there was none, the two pinned ones tell. */
void check_adopt_control(struct check *check);
void check_collect_regions(struct check *check);
struct output *check_output(const struct check *check, size_t region);
const char *check_varied_path(const struct check *check, size_t region); /* its name in b */
struct divergence *check_divergence(const struct check *check, size_t region);

/* In how many of how many repeats it differed with everything pinned, trials among them. */
size_t check_repeats(const struct check *check, size_t region, size_t *of);

/* Whether it differs with everything pinned. */
bool check_unstable(const struct check *check, size_t region);

void check_collect_units(struct check *check);
void check_find_suspects(struct check *check);

bool trial_has(const struct report_trial *trial, uint64_t unit);

/*
 * Whether trials speak against the unit: freed, alone or with others, it left the region equal, and
 * held, alone or with others, it let it differ.
 */
bool check_disproved(const struct check *check, size_t region, uint64_t unit);

/*
 * Decides about partial runs where that many trials are expected, and tries one.  0 or a negative
 * errno with *what.
 */
int check_partial_begin(struct check *check, size_t trials, char **what);
void check_partial_free(struct partial *partial);

/* A run with that setup is partial. */
void check_spare(const struct check *check, struct rundir_setup *setup);

/* Whether partial runs alone have shown the region's cause. */
bool check_only_in_part(const struct check *check, size_t region);

/* Whether a partial run can say something about the region. */
bool check_answers_in_part(const struct check *check, size_t region);

/* Asks about the stable regions.  0 or a negative errno with *what. */
int check_prove(struct check *check, char **what);

/* Names call sites whose pinned value is not stable.  0 or a negative errno with *what. */
int check_jitter(struct check *check, char **what);

struct flow;

/*
 * The event that shows who read what `unit` frees.  Where no call shows it, *unit is given a
 * process: the one whose value the region carries, or a companion's, else a writer's.
 */
const struct event *check_witness(const struct check *check, size_t region, struct unit *unit,
                                  const struct suspect *suspect, const struct flow *flow);

struct answer;

/* Sentences (malloc'd): nothing was confirmed; what escapes, where it differs with everything
 * pinned. */
char *check_unconfirmed(const struct check *check, size_t region);
char *check_escape(const struct check *check, struct answer *answer, size_t region);

void check_causes(struct check *check, struct answer *answer);

/* Prints the report; the exit status. */
int check_answer(struct check *check);

#endif
