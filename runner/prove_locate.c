/* Locating: the number of a unit, bit by bit, for all open questions in the same runs. */
#include <stdlib.h>
#include "prove_parts.h"
#include "util.h"

static void guess(struct question *question, uint64_t unit)
{
    free(question->candidates);
    question->candidates = xcalloc(1, sizeof unit);
    question->candidates[0] = unit;
    question->candidate_count = 1;
}

int prove_locate(struct prover *p)
{
    autofree uint64_t *found = xcalloc(p->question_count + 1, sizeof *found);
    autofree bool *differs = xcalloc(p->question_count + 1, sizeof *differs);
    for (unsigned bit = 0; prove_any_open(p) && (p->unit_count >> bit) > 0; bit++) {
        autoset struct set chosen = {0};
        for (size_t i = 0; i < p->unit_count; i++) {
            if ((i + 1) >> bit & 1)
                *array_push(chosen.units, chosen.count) = p->units[i];
        }
        int error = prove_try(p, &chosen, false, differs);
        if (error)
            return error;
        for (size_t q = 0; q < p->question_count; q++)
            found[q] |= (uint64_t)differs[q] << bit;
    }
    for (size_t q = 0; q < p->question_count; q++) {
        if (p->questions[q].state != QUESTION_OPEN)
            continue;
        p->questions[q].candidate_count = 0;
        if (found[q] >= 1 && found[q] <= p->unit_count)
            guess(&p->questions[q], p->units[found[q] - 1]);
    }
    return prove_confirm(p);
}
