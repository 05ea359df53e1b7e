/*
 * Minimising: one unit of a cause after the other, for what is not one unit alone; after
 * QuickXplain (Junker, 2004).
 */
#include <errno.h>
#include <stdlib.h>
#include "prove_parts.h"
#include "util.h"

/* Frees the first `count` of a set and what is fixed. */
static int try_first(struct prover *p, size_t q, const struct set *set, size_t count,
                     const struct set *fixed, bool *differs)
{
    autofree bool *all = xcalloc(p->question_count + 1, sizeof *all);
    autoset struct set freed = {0};
    for (size_t i = 0; i < fixed->count; i++)
        *array_push(freed.units, freed.count) = fixed->units[i];
    for (size_t i = 0; i < count; i++)
        *array_push(freed.units, freed.count) = set->units[i];
    int error = prove_try(p, &freed, false, all);
    *differs = all[q];
    return error;
}

/*
 * With what is fixed the first *count units make the region differ: fixes the last of them that is
 * needed; *count: how many come before it.
 */
static int fix_needed(struct prover *p, size_t q, const struct set *set, size_t *count,
                      struct set *fixed)
{
    size_t low = 0, high = *count;
    for (unsigned round = 0; high - low > 1; round++) {
        size_t cut = prove_cut(low, high, round);
        bool differs;
        int error = try_first(p, q, set, cut, fixed, &differs);
        if (error)
            return error;
        *(differs ? &high : &low) = cut;
    }
    *array_push(fixed->units, fixed->count) = set->units[high - 1];
    *count = high - 1;
    return 0;
}

/* The smallest part of `set` that makes the region differ alone; `set` is known to. */
static int minimal_part(struct prover *p, size_t q, struct set *set)
{
    autoset struct set fixed = {0};
    size_t count = set->count;
    bool enough = false;
    while (!enough && fixed.count < MAX_CAUSES) {
        int error = fix_needed(p, q, set, &count, &fixed);
        if (!error && count)
            error = try_first(p, q, set, 0, &fixed, &enough);
        if (error)
            return error;
        enough |= count == 0;
    }
    free(set->units);
    *set = fixed;
    fixed.units = NULL;
    return enough ? 0 : -E2BIG;
}

static void set_difference(const struct prover *p, const struct set *without, struct set *result)
{
    for (size_t i = 0; i < p->unit_count; i++) {
        if (set_index(without, p->units[i]) == without->count)
            *array_push(result->units, result->count) = p->units[i];
    }
}

/* One cause after the other, until holding all of them makes the region equal. */
int prove_minimise(struct prover *p, size_t q)
{
    autoset struct set found = {0};
    autofree bool *differs = xcalloc(p->question_count + 1, sizeof *differs);
    bool joint = false;
    prove_known(p, q, &found);
    differs[q] = true;
    int error = found.count ? prove_try(p, &found, true, differs) : 0;
    while (!error && differs[q] && found.count < MAX_CAUSES) {
        autoset struct set part = {0};
        set_difference(p, &found, &part);
        error = part.count ? minimal_part(p, q, &part) : -ENOENT;
        for (size_t i = 0; !error && i < part.count; i++)
            set_add(&found, part.units[i]);
        joint |= part.count > 1;
        if (!error)
            error = prove_try(p, &found, true, differs);
    } /* after an error what is known so far stands */
    if (found.count)
        prove_settle(&p->questions[q], found.units, found.count,
                     differs[q] ? QUESTION_INFLUENCE : QUESTION_PROVEN, joint);
    return error == -ENOENT || error == -E2BIG ? 0 : error;
}
