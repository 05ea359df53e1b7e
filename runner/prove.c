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

/* A value found in the region speaks for itself; a search is led astray by an output that races. */
static int search(struct prover *p)
{
    int error = weed_out(p);
    if (!error && prove_any_open(p))
        error = prove_locate(p);
    for (size_t q = 0; !error && q < p->question_count; q++) {
        if (p->questions[q].state == QUESTION_OPEN && p->unit_count)
            error = prove_minimise(p, q);
    }
    return error ? error : weed_out(p);
}

int prove(struct prover *p)
{
    int error = prove_confirm(p);
    if (!error && prove_any_open(p))
        error = search(p);
    prove_forget(p);
    return error == -EDQUOT ? 0 : error;
}
