/*
 * Regions of a report that have the same causes, so that each cause is explained once.  Knows the
 * report, nothing of how it is shown.
 */
#ifndef PARIBUS_REPORT_GROUP_H
#define PARIBUS_REPORT_GROUP_H

#include "report.h"

struct place {
    const struct output *output;
    const struct divergence *divergence;
};

struct region_group {
    const size_t *causes; /* indices into report.causes, ascending as the report has them */
    size_t cause_count;
    const char *unexplained;
    struct place *places; /* in the report's order: those of one output stand together */
    size_t count;
};

/* The region that speaks of each divergence, outputs one after the other; NULL where none does. */
const struct report_region **report_regions(const struct report *report);

/*
 * All divergences of all differing outputs, those no region speaks of included (their group has no
 * cause).  In the order of the outputs.  Free with report_groups_free.
 */
struct region_group *report_groups(const struct report *report, size_t *count);
void report_groups_free(struct region_group *groups, size_t count);

#endif
