#include "prove.h"
#include <errno.h>
#include "prove_parts.h"
#include "util.h"

/* Nothing freed: what differs all the same is nobody's doing, whatever was found. */
static int weed_out(struct prover *p)
{
    autofree bool *differs = xcalloc(p->question_count + 1, sizeof *differs);
    const struct trial nothing = {0};
    int error = p->run(&nothing, differs, p->context);
    for (size_t q = 0; !error && q < p->question_count; q++) {
        if (differs[q])
            prove_settle(&p->questions[q], NULL, 0, QUESTION_UNSTABLE, false);
    }
    return error;
}

/* Causes nobody saw in the region: what raced could have looked like their doing. */
static bool any_unseen(const struct prover *p)
{
    for (size_t q = 0; q < p->question_count; q++) {
        const struct question *question = &p->questions[q];
        const struct set own = {question->candidates, question->own};
        if (question->state == QUESTION_GROUPS)
            return true;
        for (size_t i = 0; i < question->cause_count; i++) {
            if (set_index(&own, question->causes[i]) == own.count)
                return true;
        }
    }
    return false;
}

/* What trials made for other regions tell already; at most one more for each set of causes. */
static int settle_known(struct prover *p)
{
    autofree bool *differs = xcalloc(p->question_count + 1, sizeof *differs);
    for (size_t q = 0; q < p->question_count; q++) {
        autoset struct set known = {0};
        if (p->questions[q].state != QUESTION_OPEN)
            continue;
        prove_known(p, q, &known);
        if (known.count == 0 || prove_refuted(p, q, &known))
            continue;
        int error = prove_try(p, &known, true, differs);
        if (error)
            return error;
        if (!differs[q])
            prove_settle(&p->questions[q], known.units, known.count, QUESTION_PROVEN, false);
    }
    return 0;
}

/*
 * Whether a search for sets may find what one unit after the other did not.  Where units alone are
 * known, and are not all, it stays with whole groups: what else there is was not seen.
 */
static bool may_be_joint(const struct prover *p, size_t q)
{
    autoset struct set known = {0};
    prove_known(p, q, &known);
    return p->questions[q].state == QUESTION_OPEN ||
           (p->questions[q].state == QUESTION_GROUPS && known.count == 0);
}

/* What is known to matter has to do where no search for the rest would end. */
static int settle_for_known(struct prover *p, size_t q)
{
    autofree bool *differs = xcalloc(p->question_count + 1, sizeof *differs);
    autoset struct set known = {0};
    prove_known(p, q, &known);
    int error = known.count ? prove_try(p, &known, true, differs) : 0;
    if (!error && known.count)
        prove_settle(&p->questions[q], known.units, known.count,
                     differs[q] ? QUESTION_INFLUENCE : QUESTION_PROVEN, false);
    return error;
}

/* A search for several causes is led astray by an output that races. */
static int search(struct prover *p)
{
    bool entangled = prove_entangled(p);
    int error = entangled ? 0 : prove_locate(p);
    if (!error && prove_any_open(p))
        error = weed_out(p);
    if (!error && !entangled)
        error = settle_known(p);
    if (!error && prove_any_open(p))
        error = prove_groups(p);
    if (!error)
        error = prove_narrow(p);
    for (size_t q = 0; !error && q < p->question_count; q++) {
        bool open = p->questions[q].state == QUESTION_OPEN, fickle = prove_fickle(p, q);
        if (open && fickle)
            error = settle_for_known(p, q);
        else if (!fickle && may_be_joint(p, q))
            error = prove_minimise(p, q);
    }
    return error;
}

int prove_together(struct prover *p, bool *freed, bool *held)
{
    autoset struct set all = {0};
    for (size_t q = 0; q < p->question_count; q++) {
        for (size_t i = 0; i < p->questions[q].cause_count; i++)
            set_add(&all, p->questions[q].causes[i]);
    }
    int error = prove_try(p, &all, false, freed);
    if (!error)
        error = prove_try(p, &all, true, held);
    prove_forget(p);
    return error;
}

static bool is_joint(const struct question *question)
{
    return question->state == QUESTION_PROVEN && question->joint;
}

/* A search for what acts only together asks much of a region: one that races may have said yes to
 * all of it by chance, and hardly does so twice. */
static int repeat_joint(struct prover *p)
{
    autofree bool *freed = xcalloc(p->question_count + 1, sizeof *freed);
    autofree bool *held = xcalloc(p->question_count + 1, sizeof *held);
    size_t joint = 0;
    for (size_t q = 0; q < p->question_count; q++)
        joint += is_joint(&p->questions[q]);
    prove_forget(p);
    int error = joint ? prove_together(p, freed, held) : 0;
    for (size_t q = 0; !error && q < p->question_count; q++) {
        if (is_joint(&p->questions[q]) && (!freed[q] || held[q]))
            prove_reopen(&p->questions[q]);
    }
    return error;
}

int prove(struct prover *p)
{
    int error = prove_confirm(p);
    if (!error && prove_any_open(p) && p->unit_count)
        error = search(p);
    if (!error && any_unseen(p))
        error = weed_out(p);
    if (!error)
        error = repeat_joint(p);
    prove_forget(p);
    return error == -EDQUOT ? 0 : error;
}

void prove_reopen(struct question *question)
{
    prove_settle(question, NULL, 0, QUESTION_OPEN, false);
}
