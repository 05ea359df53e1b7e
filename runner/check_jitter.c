/*
 * What differs with everything pinned because a pinned value is not quite the same in every run:
 * the clock of one of several processes that race.  Where the value of one and the same call site
 * stands in the output each time, that is said; nothing is proven by it.
 */
#include <stdlib.h>
#include <string.h>
#include "check.h"
#include "util.h"

struct jitter {
    struct check *check;
    struct tree tree; /* of the run pinned again */
    struct attribution *attribution;
};

#define LIKELY 2 /* a digit or two stand everywhere */

static bool is_named(const struct suspects *suspects, uint64_t unit)
{
    for (size_t i = 0; i < suspects_leading(suspects); i++) {
        if (suspects->items[i].unit == unit && suspects->items[i].weight >= LIKELY)
            return true;
    }
    return false;
}

/* What both runs name. */
static void name_common(struct jitter *jitter, size_t region, const struct divergence *pinned_again)
{
    struct question *question = &jitter->check->questions[region];
    const struct suspects *varied = &jitter->check->suspects[region];
    struct suspects again;
    attribution_suspects(jitter->attribution, check_output(jitter->check, region)->path,
                         pinned_again, &again);
    for (size_t i = 0; i < suspects_leading(varied) && question->cause_count == 0; i++) {
        /* another order is no value */
        if (varied->items[i].weight >= LIKELY && is_named(&again, varied->items[i].unit))
            *array_push(question->causes, question->cause_count) = varied->items[i].unit;
    }
    suspects_free(&again);
}

static void look_at(struct jitter *jitter, size_t region)
{
    const struct outputs *control = &jitter->check->controls[0];
    const struct divergence *divergence = check_divergence(jitter->check, region);
    const char *path = check_output(jitter->check, region)->path;
    for (size_t o = 0; o < control->count; o++) {
        const struct output *output = &control->items[o];
        for (size_t d = 0; strcmp(output->path, path) == 0 && d < output->divergence_count; d++) {
            if (divergences_overlap(&output->divergences[d], divergence))
                name_common(jitter, region, &output->divergences[d]);
        }
    }
}

int check_jitter(struct check *check, char **what)
{
    struct jitter jitter = {.check = check};
    if (check->control_alone || check->control_count == 0 ||
        outputs_differing(&check->controls[0]) == 0)
        return 0;
    int error = tree_load(check->again, &jitter.tree, what);
    if (error)
        return error;
    jitter.attribution = attribution_new(&jitter.tree, &check->units, NULL, &check->controls[0]);
    for (size_t r = 0; r < check->region_count; r++) {
        if (check_unstable(check, r) && check->suspects[r].count)
            look_at(&jitter, r);
    }
    attribution_free(jitter.attribution);
    tree_free(&jitter.tree);
    return 0;
}
