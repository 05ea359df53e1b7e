/*
 * Locating: which unit, in the order of likelihood, is the first that makes a region differ when it
 * is freed together with all before it.  All open questions share the runs.
 */
#include <stdlib.h>
#include "prove_parts.h"
#include "util.h"

/* Where the unit is: its index is in [low, high); high is 0 where it is not looked for. */
struct span {
    size_t low, high;
};

static bool is_wide(struct span span)
{
    return span.high > span.low + 1;
}

static bool is_same(struct span a, struct span b)
{
    return a.low == b.low && a.high == b.high;
}

/* The first question still searched for; question_count: none. */
static size_t first_wide(const struct prover *p, const struct span *spans)
{
    size_t q = 0;
    while (q < p->question_count && !is_wide(spans[q]))
        q++;
    return q;
}

static bool is_first_of_its_span(const struct span *spans, size_t q)
{
    for (size_t i = 0; i < q; i++) {
        if (is_same(spans[i], spans[q]))
            return false;
    }
    return is_wide(spans[q]);
}

/*
 * What to free: the likely part of every span.  Spans are equal or disjoint, so one trial asks for
 * all.  Where all are equal everything before is freed as well: then a joint cause is not missed.
 */
static void choose(const struct prover *p, const struct span *spans, unsigned round,
                   struct set *chosen)
{
    size_t first = first_wide(p, spans);
    bool alone = true;
    for (size_t q = 0; q < p->question_count; q++)
        alone &= !is_wide(spans[q]) || is_same(spans[q], spans[first]);
    for (size_t q = first; q < p->question_count; q++) {
        if (!is_first_of_its_span(spans, q))
            continue;
        size_t cut = prove_cut(spans[q].low, spans[q].high, round);
        for (size_t i = alone ? 0 : spans[q].low; i < cut; i++)
            *array_push(chosen->units, chosen->count) = p->units[i];
    }
}

static int narrow(struct prover *p, struct span *spans)
{
    autofree bool *differs = xcalloc(p->question_count + 1, sizeof *differs);
    for (unsigned round = 0; first_wide(p, spans) < p->question_count; round++) {
        autoset struct set chosen = {0};
        choose(p, spans, round, &chosen);
        int error = prove_try(p, &chosen, false, differs);
        if (error)
            return error;
        for (size_t q = 0; q < p->question_count; q++) {
            if (is_wide(spans[q]))
                *(differs[q] ? &spans[q].high : &spans[q].low) =
                    prove_cut(spans[q].low, spans[q].high, round);
        }
    }
    return 0;
}

static void guess(struct question *question, uint64_t unit)
{
    free(question->candidates);
    question->candidates = xcalloc(1, sizeof unit);
    question->candidates[0] = unit;
    question->candidate_count = 1;
    question->own = 0;
}

/* Of what differs for a known reason the other reasons are sought later. */
int prove_locate(struct prover *p)
{
    autofree struct span *spans = xcalloc(p->question_count + 1, sizeof *spans);
    for (size_t q = 0; q < p->question_count; q++) {
        if (p->questions[q].state == QUESTION_OPEN && !prove_touched(p, q))
            spans[q].high = p->unit_count;
    }
    int error = narrow(p, spans);
    for (size_t q = 0; !error && q < p->question_count; q++) {
        if (p->questions[q].state != QUESTION_OPEN)
            continue;
        p->questions[q].candidate_count = 0;
        if (spans[q].high)
            guess(&p->questions[q], p->units[spans[q].low]);
    }
    return error ? error : prove_confirm(p);
}
