#include "report_group.h"

#include <stdlib.h>
#include <string.h>
#include "util.h"

const struct report_region **report_regions(const struct report *report)
{
    size_t total = 0;
    autofree size_t *first = xcalloc(report->outputs->count + 1, sizeof *first);
    for (size_t i = 0; i < report->outputs->count; i++) {
        first[i] = total;
        total += report->outputs->items[i].divergence_count;
    }
    const struct report_region **index = xcalloc(total + 1, sizeof *index);
    for (size_t i = report->region_count; i-- > 0;) {
        const struct report_region *region = &report->regions[i];
        index[first[region->output] + region->divergence] = region;
    }
    return index;
}

static bool is_same_text(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

static bool belongs(const struct region_group *group, const struct report_region *region)
{
    size_t count = region ? region->cause_count : 0;
    if (group->cause_count != count ||
        !is_same_text(group->unexplained, region ? region->unexplained : NULL))
        return false;
    return count == 0 || memcmp(group->causes, region->causes, count * sizeof *group->causes) == 0;
}

static struct region_group *group_of(struct region_group **groups, size_t *count,
                                     const struct report_region *region)
{
    for (size_t i = 0; i < *count; i++)
        if (belongs(&(*groups)[i], region))
            return &(*groups)[i];
    struct region_group *group = array_push(*groups, *count);
    *group = (struct region_group){0};
    if (region) {
        group->causes = region->causes;
        group->cause_count = region->cause_count;
        group->unexplained = region->unexplained;
    }
    return group;
}

struct region_group *report_groups(const struct report *report, size_t *count)
{
    struct region_group *groups = NULL;
    *count = 0;
    if (!report->outputs)
        return NULL;
    size_t at = 0;
    autofree const struct report_region **index = report_regions(report);
    for (size_t i = 0; i < report->outputs->count; i++) {
        const struct output *output = &report->outputs->items[i];
        for (size_t j = 0; j < output->divergence_count; j++, at++) {
            if (output->state == OUTPUT_EQUAL)
                continue;
            struct region_group *group = group_of(&groups, count, index[at]);
            *array_push(group->places, group->count) =
                (struct place){output, &output->divergences[j]};
        }
    }
    return groups;
}

void report_groups_free(struct region_group *groups, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free(groups[i].places);
    free(groups);
}
