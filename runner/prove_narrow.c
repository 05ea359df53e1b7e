/*
 * Narrowing: which units of its groups a question depends on, in runs all of them share.  Each step
 * asks for the question of which the least is undecided, and halves what is known to hold a cause.
 */
#include "prove_parts.h"
#include "util.h"

/* What is known of one question. */
struct standing {
    struct set known, undecided;
};

static void standing_free(struct standing *standing)
{
    set_free(&standing->known);
    set_free(&standing->undecided);
}
#define autostanding __attribute__((cleanup(standing_free)))

static void look_at(const struct prover *p, size_t q, struct standing *standing)
{
    autoset struct set members = {0};
    prove_known(p, q, &standing->known);
    prove_members(p, p->questions[q].groups, &members);
    for (size_t i = 0; i < members.count; i++) {
        if (set_index(&standing->known, members.units[i]) == standing->known.count &&
            !prove_cleared(p, q, members.units[i]))
            *array_push(standing->undecided.units, standing->undecided.count) = members.units[i];
    }
}

/* The question nearest to an answer; question_count: none is left. */
static size_t nearest(const struct prover *p, const bool *given_up)
{
    size_t best = p->question_count, least = SIZE_MAX;
    for (size_t q = 0; q < p->question_count; q++) {
        autostanding struct standing standing = {{0}, {0}};
        if (p->questions[q].state != QUESTION_GROUPS || given_up[q])
            continue;
        look_at(p, q, &standing);
        if (standing.undecided.count < least) {
            least = standing.undecided.count;
            best = q;
        }
    }
    return best;
}

/* All others are cleared: these have to be all. */
static int conclude(struct prover *p, size_t q, struct set *known, bool *given_up)
{
    autofree bool *differs = xcalloc(p->question_count + 1, sizeof *differs);
    *given_up = true;
    if (known->count == 0 || known->count > MAX_CAUSES || prove_refuted(p, q, known))
        return 0;
    int error = prove_try(p, known, true, differs);
    if (!error && !differs[q])
        prove_settle(&p->questions[q], known->units, known->count, QUESTION_PROVEN, false);
    return error;
}

/* Half of what holds one more cause; where there may be none, all of it. */
static void choose(const struct prover *p, size_t q, const struct standing *standing,
                   struct set *chosen)
{
    autoset struct set part = {0};
    bool guilty = prove_smallest(p, q, &standing->known, &standing->undecided, &part);
    const struct set *from = guilty ? &part : &standing->undecided;
    size_t count = guilty ? (part.count + 1) / 2 : from->count;
    for (size_t i = 0; i < count; i++)
        *array_push(chosen->units, chosen->count) = from->units[i];
}

static int step(struct prover *p, size_t q, bool *given_up)
{
    autofree bool *differs = xcalloc(p->question_count + 1, sizeof *differs);
    autostanding struct standing standing = {{0}, {0}};
    autoset struct set chosen = {0};
    look_at(p, q, &standing);
    if (standing.known.count >= MAX_CAUSES || standing.undecided.count == 0)
        return conclude(p, q, &standing.known, given_up);
    choose(p, q, &standing, &chosen);
    if (chosen.count == 0) { /* no part of it alone does what all of it does */
        *given_up = true;
        return 0;
    }
    return prove_try(p, &chosen, false, differs);
}

int prove_narrow(struct prover *p)
{
    autofree bool *given_up = xcalloc(p->question_count + 1, sizeof *given_up);
    int error = 0;
    for (size_t q; !error && (q = nearest(p, given_up)) < p->question_count;)
        error = step(p, q, &given_up[q]);
    return error;
}
