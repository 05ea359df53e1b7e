/*
 * Group by group: what has so many causes that naming them one by one takes more runs than there
 * are (a generator seeded with everything) is proven of groups as a whole first, in runs all open
 * questions share, and then narrowed down within them.
 */
#include "prove_parts.h"
#include "util.h"

void prove_members(const struct prover *p, uint32_t groups, struct set *members)
{
    for (size_t i = 0; i < p->unit_count; i++) {
        if (groups >> p->group_of[i] & 1)
            *array_push(members->units, members->count) = p->units[i];
    }
}

/* Which groups, each freed as a whole, make it differ. */
static int free_each(struct prover *p, uint32_t *guilty)
{
    autofree bool *differs = xcalloc(p->question_count + 1, sizeof *differs);
    uint32_t done = 0;
    for (size_t i = 0; i < p->unit_count; i++) {
        uint32_t group = 1u << p->group_of[i];
        autoset struct set members = {0};
        if (done & group)
            continue;
        done |= group;
        prove_members(p, group, &members);
        int error = prove_try(p, &members, false, differs);
        if (error)
            return error;
        for (size_t q = 0; q < p->question_count; q++)
            guilty[q] |= differs[q] ? group : 0;
    }
    return 0;
}

/* Held together they must make it equal. */
static int hold_all(struct prover *p, const uint32_t *guilty)
{
    autofree bool *differs = xcalloc(p->question_count + 1, sizeof *differs);
    for (size_t q = 0; q < p->question_count; q++) {
        struct question *question = &p->questions[q];
        autoset struct set members = {0};
        if (question->state != QUESTION_OPEN || !guilty[q])
            continue;
        prove_members(p, guilty[q], &members);
        int error = prove_try(p, &members, true, differs);
        if (error)
            return error;
        if (differs[q])
            continue;
        question->groups = guilty[q];
        prove_settle(question, NULL, 0, QUESTION_GROUPS, false);
    }
    return 0;
}

int prove_groups(struct prover *p)
{
    autofree uint32_t *guilty = xcalloc(p->question_count + 1, sizeof *guilty);
    int error = free_each(p, guilty);
    if (!error)
        error = hold_all(p, guilty);
    for (size_t q = 0; !error && q < p->question_count; q++) {
        if (p->questions[q].state == QUESTION_GROUPS)
            error = prove_minimise(p, q);
    }
    return error;
}
