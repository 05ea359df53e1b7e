/* What differs, and where two pinned runs differ already. */
#include "check.h"
#include "util.h"

struct output *check_output(const struct check *check, size_t region)
{
    return &check->outputs->items[check->regions[region].output];
}

const char *check_varied_path(const struct check *check, size_t region)
{
    return output_path_in_b(check_output(check, region));
}

struct divergence *check_divergence(const struct check *check, size_t region)
{
    return &check_output(check, region)->divergences[check->regions[region].divergence];
}

/* One of the controls is what the regions are of. */
static size_t differing_controls(const struct check *check, size_t region)
{
    size_t differing = check->control_alone;
    for (size_t i = 0; i < check->control_count; i++)
        differing += outputs_overlap(&check->controls[i], check_output(check, region)->path,
                                     check_divergence(check, region));
    return differing;
}

size_t check_repeats(const struct check *check, size_t region, size_t *of)
{
    size_t differing = differing_controls(check, region);
    *of = check->control_count;
    for (size_t t = 0; t < check->trial_count; t++) {
        const struct report_trial *trial = &check->trials[t];
        bool repeat = trial->unit_count == 0 && !trial->hold;
        *of += repeat && trial->results[region] != TRIAL_NOT_ASKED;
        differing += repeat && trial->results[region] == TRIAL_DIFFERS;
    }
    return differing;
}

bool check_unstable(const struct check *check, size_t region)
{
    return check->questions[region].state == QUESTION_UNSTABLE ||
           differing_controls(check, region) > 0;
}

/* The first of them that shows a difference; without one the first; NULL: there are none. */
static struct outputs *telling_control(const struct check *check)
{
    for (size_t i = 0; i < check->control_count; i++) {
        if (outputs_differing(&check->controls[i]) > 0)
            return &check->controls[i];
    }
    return check->control_count ? &check->controls[0] : NULL;
}

/* Where two pinned runs differ but the varied one happened not to, the control tells. */
void check_adopt_control(struct check *check)
{
    struct outputs *control = telling_control(check);
    bool silent =
        outputs_differing(check->outputs) == 0 && control && outputs_differing(control) > 0;
    if (control && (silent || check->outputs->count == 0)) {
        struct outputs swap = *check->outputs;
        *check->outputs = *control;
        *control = swap;
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
