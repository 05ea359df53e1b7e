/* A report made by hand: two outputs with one cause, one unexplained, one equal. */
#ifndef PARIBUS_SAMPLE_REPORT_H
#define PARIBUS_SAMPLE_REPORT_H

#include "report.h"

/* Everything in it is malloc'd as report_free expects. */
struct report sample_report(void);

/* What a renderer writes, as a string to be freed. */
char *sample_render(int (*render)(const struct report *, const struct report_style *, FILE *),
                    const struct report *report, const struct report_style *style);

#endif
