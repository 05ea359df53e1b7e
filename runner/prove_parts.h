/*
 * What the parts of a proof share: sets of units, and trials with a memory.  prove.c alone calls
 * prove_confirm, prove_locate and prove_minimise.
 */
#ifndef PARIBUS_PROVE_PARTS_H
#define PARIBUS_PROVE_PARTS_H

#include "prove.h"

#define MAX_CAUSES 8

struct set {
    uint64_t *units;
    size_t count;
};

void set_add(struct set *set, uint64_t unit);
void set_sort(struct set *set);
size_t set_index(const struct set *set, uint64_t unit); /* set->count: not in it */
void set_free(struct set *set);
#define autoset __attribute__((cleanup(set_free)))

/* Forgets the answers of earlier trials. */
void prove_forget(struct prover *p);

/* Runs the trial unless its answer is known; sorts the set.  0 or a negative errno. */
int prove_try(struct prover *p, struct set *set, bool hold, bool *differs);

/* The same of groups as a whole; again with other values where it is not the first time. */
int prove_try_groups(struct prover *p, uint32_t groups, unsigned nth, bool hold, bool *differs);

/*
 * Where to cut [low, high) of the units, which are in the order of likelihood: at first near the
 * likely ones, then in the middle.
 */
size_t prove_cut(size_t low, size_t high, unsigned round);

/* Those that made question `q` differ alone in a trial there has been. */
void prove_known(const struct prover *p, size_t q, struct set *found);

/* Freed with others it made no difference: it is not a cause on its own. */
bool prove_cleared(const struct prover *p, size_t q, uint64_t unit);

/* Something that was freed made a difference. */
bool prove_touched(const struct prover *p, size_t q);

/* Even with more than this held it differed. */
bool prove_refuted(const struct prover *p, size_t q, const struct set *set);

/*
 * Whether open questions that have several causes answer in more than a few ways: what is asked for
 * all of them is cheaper then than what is asked for each.
 */
#define FEW_KINDS 3
bool prove_entangled(const struct prover *p);

/* More freed, or held, than what was enough was not: its values are few, or cancel out. */
bool prove_fickle(const struct prover *p, size_t q);

/*
 * Of all sets that made a difference when freed, and have nothing of `without`, the one of which
 * the fewest are `among` those: these, in their order.  False: there is no such set.
 */
bool prove_smallest(const struct prover *p, size_t q, const struct set *without,
                    const struct set *among, struct set *part);

void prove_settle(struct question *question, const uint64_t *causes, size_t count,
                  enum question_state state, bool joint);
bool prove_any_open(const struct prover *p);

/* The units of these groups, in the order of p->units. */
void prove_members(const struct prover *p, uint32_t groups, struct set *members);

/* Each decides what it can; 0 or a negative errno of the trial that failed. */
int prove_confirm(struct prover *p);
int prove_locate(struct prover *p);
int prove_groups(struct prover *p);
int prove_narrow(struct prover *p);
int prove_minimise(struct prover *p, size_t q);

#endif
