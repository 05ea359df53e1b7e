/*
 * Which units cause which regions, shown by re-running: group testing with shared runs, both
 * counterfactuals for every claim.  Knows units as numbers and runs as a function it is given;
 * knows nothing of processes or files.
 *
 * A trial frees some units and holds all others, or holds some and frees all others.  Candidates
 * get code words none of which contains another; trial j concerns the candidates whose word has bit
 * j. A region whose pattern of differing trials is exactly one candidate's word is caused by that
 * one and by no other: few candidates get one bit each (one trial for each alone), many share.
 */
#ifndef PARIBUS_PROVE_H
#define PARIBUS_PROVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum question_state {
    QUESTION_OPEN,      /* not decided: runs ran out, or nothing fits */
    QUESTION_PROVEN,    /* freed alone: differs; held alone: equal */
    QUESTION_GROUPS,    /* the same of whole groups: which of their units was not narrowed down */
    QUESTION_UNSTABLE,  /* differed with nothing freed */
    QUESTION_INFLUENCE, /* freed alone: differs; but something else makes it differ as well */
};

/* One region that wants a cause. */
struct question {
    uint64_t *candidates; /* the caller's guesses, best first; may be empty */
    size_t candidate_count;
    size_t own; /* of them, first: those found in the region itself */
    enum question_state state;
    uint64_t *causes; /* set: all of these together */
    size_t cause_count;
    bool joint;      /* several causes, none of which suffices alone */
    uint32_t groups; /* QUESTION_GROUPS: a bit for each */
};

struct trial {
    const uint64_t *units; /* ascending */
    size_t count;
    bool hold;       /* hold these and free the others; else free these alone */
    uint32_t groups; /* a bit for each that is freed or held whole, with what nobody has seen */
    unsigned nth;    /* of equal trials: the others showed other values */
};

struct prover {
    struct question *questions;
    size_t question_count;
    const uint64_t *units; /* everything that could be freed, likely ones first */
    size_t unit_count;
    const uint8_t *group_of; /* each unit's group, below 32 */
    /*
     * Runs a trial and sets differs[q] for every question.  0; -EDQUOT when no more runs are
     * allowed; another negative errno ends the proof.
     */
    int (*run)(const struct trial *trial, bool *differs, void *context);
    void *context;
    struct memory *memory; /* prove's own: zero at first */
    size_t memory_count;
};

/* 0, also when some questions stay open; a negative errno of the trial that failed. */
int prove(struct prover *prover);

/*
 * All causes of all questions together: which questions differ when these alone are free, and which
 * when these alone are held.  0 or a negative errno of the trial that failed.
 */
int prove_together(struct prover *prover, bool *freed, bool *held);

/* Takes the answer back. */
void prove_reopen(struct question *question);

/* How many trials it takes when the candidates are right, and a search where there are none. */
size_t prove_expected(const struct prover *prover);

#endif
