/*
 * Group by group: what has so many causes that naming them one by one takes more runs than there
 * are (a generator seeded with everything) is proven of groups as a whole first, in runs all open
 * questions share.
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

/* --- in which order: first those that are known to matter, then likely ones --- */

struct order {
    uint32_t groups[32]; /* a bit each */
    size_t count;
};

static void order_add(struct order *order, uint32_t group)
{
    size_t at = 0;
    while (at < order->count && order->groups[at] != group)
        at++;
    if (at == order->count)
        order->groups[order->count++] = group;
}

/* The groups of which units are known to make an open question differ. */
static uint32_t known_groups(const struct prover *p)
{
    uint32_t groups = 0;
    for (size_t q = 0; q < p->question_count; q++) {
        autoset struct set known = {0};
        if (p->questions[q].state == QUESTION_OPEN)
            prove_known(p, q, &known);
        for (size_t i = 0; known.count && i < p->unit_count; i++) {
            if (set_index(&known, p->units[i]) < known.count)
                groups |= 1u << p->group_of[i];
        }
    }
    return groups;
}

static size_t order_groups(const struct prover *p, struct order *order)
{
    uint32_t known = known_groups(p);
    size_t first = 0;
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < p->unit_count; i++) {
            uint32_t group = 1u << p->group_of[i];
            if (pass || known & group)
                order_add(order, group);
        }
        first = pass ? first : order->count;
    }
    return first;
}

static uint32_t first_groups(const struct order *order, size_t count)
{
    uint32_t groups = 0;
    for (size_t i = 0; i < count && i < order->count; i++)
        groups |= order->groups[i];
    return groups;
}

/* --- which groups matter --- */

#define THROWS 3 /* of the dice, where a region has few values it could show */

/*
 * Per question how many groups, in this order, have to be held to make it equal: one, two, four
 * ...; all of them always do.
 */
static int bound_all(struct prover *p, const struct order *order, size_t first, size_t *bounds)
{
    autofree bool *differs = xcalloc(p->question_count + 1, sizeof *differs);
    size_t unbound = p->question_count;
    for (size_t q = 0; q < p->question_count; q++)
        bounds[q] = p->questions[q].state == QUESTION_OPEN ? order->count : 0;
    for (size_t count = first ? first : 1; unbound && count < order->count; count *= 2) {
        int error = prove_try_groups(p, first_groups(order, count), 0, true, differs);
        if (error)
            return error;
        unbound = 0;
        for (size_t q = 0; q < p->question_count; q++) {
            if (!differs[q] && bounds[q] == order->count)
                bounds[q] = count;
            unbound += bounds[q] == order->count;
        }
    }
    return 0;
}

/*
 * Whether it is worth to free it: the first time where it is among what has to be held, then, for
 * what seems not to need it, where others do.
 */
static bool is_wanted(const struct prover *p, const struct order *order, size_t place,
                      const size_t *bounds, const uint32_t *guilty, unsigned nth)
{
    bool missed = false, elsewhere = nth == 0;
    for (size_t q = 0; q < p->question_count; q++) {
        bool found = guilty[q] & order->groups[place];
        missed |= p->questions[q].state == QUESTION_OPEN && !found &&
                  (nth ? guilty[q] != 0 : place < bounds[q]);
        elsewhere |= found;
    }
    return missed && elsewhere;
}

/* Which groups, each freed as a whole, make it differ. */
static int free_each(struct prover *p, const struct order *order, const size_t *bounds,
                     uint32_t *guilty, unsigned nth)
{
    autofree bool *differs = xcalloc(p->question_count + 1, sizeof *differs);
    for (size_t i = 0; i < order->count; i++) {
        if (!is_wanted(p, order, i, bounds, guilty, nth))
            continue;
        int error = prove_try_groups(p, order->groups[i], nth, false, differs);
        if (error)
            return error;
        for (size_t q = 0; q < p->question_count; q++)
            guilty[q] |= differs[q] ? order->groups[i] : 0;
    }
    return 0;
}

/* Held together they must make it equal, and that not by chance. */
static int hold(struct prover *p, size_t q, uint32_t groups, bool *equal)
{
    autofree bool *differs = xcalloc(p->question_count + 1, sizeof *differs);
    int error = prove_try_groups(p, groups, 0, true, differs);
    if (!error && !differs[q] && prove_fickle(p, q))
        error = prove_try_groups(p, groups, 1, true, differs);
    *equal = !error && !differs[q];
    return error;
}

static int hold_all(struct prover *p, const uint32_t *guilty)
{
    for (size_t q = 0; q < p->question_count; q++) {
        struct question *question = &p->questions[q];
        bool equal;
        if (question->state != QUESTION_OPEN || !guilty[q])
            continue;
        int error = hold(p, q, guilty[q], &equal);
        if (error)
            return error;
        if (!equal)
            continue;
        question->groups = guilty[q];
        prove_settle(question, NULL, 0, QUESTION_GROUPS, false);
    }
    return 0;
}

int prove_groups(struct prover *p)
{
    autofree uint32_t *guilty = xcalloc(p->question_count + 1, sizeof *guilty);
    autofree size_t *bounds = xcalloc(p->question_count + 1, sizeof *bounds);
    struct order order = {.count = 0};
    size_t first = order_groups(p, &order);
    int error = bound_all(p, &order, first, bounds);
    for (unsigned nth = 0; !error && nth < THROWS && prove_any_open(p); nth++) {
        error = free_each(p, &order, bounds, guilty, nth);
        if (!error)
            error = hold_all(p, guilty);
    }
    return error;
}
