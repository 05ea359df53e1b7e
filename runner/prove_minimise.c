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

/* What is left of the question's groups, or of all. */
static void rest(const struct prover *p, size_t q, const struct set *without, struct set *result)
{
    autoset struct set all = {0};
    uint32_t groups = p->questions[q].groups;
    prove_members(p, groups ? groups : UINT32_MAX, &all);
    for (size_t i = 0; i < all.count; i++) {
        if (set_index(without, all.units[i]) == without->count)
            *array_push(result->units, result->count) = all.units[i];
    }
}

/* A set that is not everything else must be shown to make the region differ. */
static int minimal_rest(struct prover *p, size_t q, struct set *part)
{
    bool differs = part->count > 0;
    int error = 0;
    if (differs && p->questions[q].groups)
        error = try_first(p, q, part, part->count, &(struct set){0}, &differs);
    if (!error && !differs)
        error = -ENOENT;
    return error ? error : minimal_part(p, q, part);
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
        rest(p, q, &found, &part);
        error = minimal_rest(p, q, &part);
        for (size_t i = 0; !error && i < part.count; i++)
            set_add(&found, part.units[i]);
        joint |= part.count > 1;
        if (!error)
            error = prove_try(p, &found, true, differs);
    } /* after an error what is known so far stands */
    bool better = !differs[q] || p->questions[q].state == QUESTION_OPEN;
    if (found.count && better)
        prove_settle(&p->questions[q], found.units, found.count,
                     differs[q] ? QUESTION_INFLUENCE : QUESTION_PROVEN, joint);
    return error == -ENOENT || error == -E2BIG ? 0 : error;
}
