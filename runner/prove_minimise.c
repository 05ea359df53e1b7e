/* Minimising: delta debugging (Zeller and Hildebrandt, 2002) for what is left. */
#include <errno.h>
#include <stdlib.h>
#include "prove_parts.h"
#include "util.h"

static int part_differs(struct prover *p, size_t q, const struct set *from, size_t part,
                        size_t parts, bool complement, struct set *result, bool *differs)
{
    autofree bool *all = xcalloc(p->question_count + 1, sizeof *all);
    result->count = 0;
    for (size_t i = 0; i < from->count; i++) {
        bool inside = i * parts / from->count == part;
        if (inside != complement)
            *array_push(result->units, result->count) = from->units[i];
    }
    int error = prove_try(p, result, false, all);
    *differs = all[q];
    return error;
}

/* One round: to a smaller set that still differs, or to finer parts; false: it is minimal. */
static int reduce(struct prover *p, size_t q, struct set *set, size_t *parts, bool *more)
{
    for (int complement = 0; complement < 2; complement++) {
        for (size_t part = 0; part < *parts && (*parts > 2 || !complement); part++) {
            autoset struct set smaller = {0};
            bool differs;
            int error = part_differs(p, q, set, part, *parts, complement, &smaller, &differs);
            if (error)
                return error;
            if (!differs)
                continue;
            free(set->units);
            *set = smaller;
            smaller.units = NULL;
            *parts = complement && *parts > 3 ? *parts - 1 : 2;
            *parts = *parts < set->count ? *parts : set->count;
            *more = set->count > 1;
            return 0;
        }
    }
    *more = *parts < set->count;
    *parts = *parts * 2 < set->count ? *parts * 2 : set->count;
    return 0;
}

static void set_difference(const struct prover *p, const struct set *without, struct set *result)
{
    for (size_t i = 0; i < p->unit_count; i++) {
        if (set_index(without, p->units[i]) == without->count)
            *array_push(result->units, result->count) = p->units[i];
    }
}

/* The smallest part of `set` that makes the region differ alone; `set` is known to. */
static int minimal_part(struct prover *p, size_t q, struct set *set)
{
    size_t parts = 2;
    bool more = set->count > 1;
    while (more) {
        int error = reduce(p, q, set, &parts, &more);
        if (error)
            return error;
    }
    return 0;
}

/* Those that made the region differ alone in a trial there has been. */
static void add_known(const struct prover *p, size_t q, struct set *found)
{
    for (size_t i = 0; i < p->unit_count && found->count < MAX_CAUSES; i++) {
        uint64_t unit = p->units[i];
        struct set alone = {&unit, 1};
        const bool *differs = prove_recall(p, prove_key(&alone, false));
        if (differs && differs[q])
            set_add(found, unit);
    }
}

/* One cause after the other, until holding all of them makes the region equal. */
int prove_minimise(struct prover *p, size_t q)
{
    autoset struct set found = {0};
    autofree bool *differs = xcalloc(p->question_count + 1, sizeof *differs);
    bool joint = false;
    add_known(p, q, &found);
    differs[q] = true;
    int error = found.count ? prove_try(p, &found, true, differs) : 0;
    while (!error && differs[q] && found.count < MAX_CAUSES) {
        autoset struct set part = {0};
        set_difference(p, &found, &part);
        error = part.count ? minimal_part(p, q, &part) : -ENOENT;
        if (!error && part.count > MAX_CAUSES)
            error = -E2BIG;
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
