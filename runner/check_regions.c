/* What differs, and where two pinned runs differ already. */
#include "check.h"
#include "util.h"

struct output *check_output(const struct check *check, size_t region)
{
    return &check->outputs->items[check->regions[region].output];
}

struct divergence *check_divergence(const struct check *check, size_t region)
{
    return &check_output(check, region)->divergences[check->regions[region].divergence];
}

bool check_unstable(const struct check *check, size_t region)
{
    return check->control_alone || check->questions[region].state == QUESTION_UNSTABLE ||
           outputs_overlap(&check->control, check_output(check, region)->path,
                           check_divergence(check, region));
}

/* Where two pinned runs differ but the varied one happened not to, the control tells. */
void check_adopt_control(struct check *check)
{
    bool silent = outputs_differing(check->outputs) == 0 && outputs_differing(&check->control) > 0;
    if (silent || check->outputs->count == 0) {
        struct outputs swap = *check->outputs;
        *check->outputs = check->control;
        check->control = swap;
        check->control_alone = true;
    }
}

void check_collect_regions(struct check *check)
{
    size_t paths = 0;
    for (size_t o = 0; o < check->outputs->count; o++) {
        const struct output *output = &check->outputs->items[o];
        if (output->state == OUTPUT_EQUAL)
            continue;
        *array_push(check->paths, paths) = output->path;
        for (size_t d = 0; d < output->divergence_count; d++)
            *array_push(check->regions, check->region_count) =
                (struct report_region){.output = o, .divergence = d};
    }
    *array_push(check->paths, paths) = NULL;
}
