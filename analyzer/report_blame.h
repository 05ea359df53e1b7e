/*
 * A report seen from its causes: the call sites accused, which outputs each one reaches, and which
 * outputs have none.
 */
#ifndef PARIBUS_REPORT_BLAME_H
#define PARIBUS_REPORT_BLAME_H

#include "report.h"

/* All executions of one call at one site of one process that are accused of something. */
struct blame_site {
    size_t cause;    /* the first of them: an index into report.causes */
    size_t causes;   /* how many */
    size_t *outputs; /* that differ because of them: indices, ascending */
    size_t count;
};

struct blame_sites {
    struct blame_site *items; /* in the order of their first causes */
    size_t count;
    size_t *site_of; /* per cause */
};

void blame_sites(const struct report *report, struct blame_sites *sites);
void blame_sites_free(struct blame_sites *sites);

/* Like report_accusation, of the site as a whole; malloc'd. */
char *blame_accusation(const struct report *report, const struct blame_site *site);

/* "app, stamp.h and 3 more"; malloc'd. */
char *blame_names(const struct report *report, const struct blame_site *site, size_t most);

/* What one output is to be blamed on. */
struct blame {
    size_t *causes; /* indices into report.causes, each once, in the order of its regions */
    size_t count;
    const char *unexplained; /* of its first region without a cause; NULL where nothing is said */
};

/* One for each output. */
struct blame *blame_outputs(const struct report *report);
void blame_outputs_free(const struct report *report, struct blame *blames);

/* The frame a cause is best shown at; NULL: none has a line. */
const struct frame *blame_line(const struct cause *cause);

#endif
