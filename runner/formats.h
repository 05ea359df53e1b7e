/*
 * The forms of a report by name, and where each one asked for goes.  Knows the table formats.def
 * and files; knows nothing of what a report says.
 */
#ifndef PARIBUS_FORMATS_H
#define PARIBUS_FORMATS_H

#include <stddef.h>
#include <stdio.h>
#include "report.h"
#include "show.h"

struct options;

struct format {
    const char *name, *what;
    int (*report)(const struct report *report, const struct report_style *style, FILE *to);
    int (*show)(const struct shown *shown, FILE *to); /* 0 or a negative errno, as above */
};
extern const struct format formats[];

/* What one --format asked for. */
struct wish {
    const struct format *format;
    const char *file; /* NULL: standard output */
};

/* "FORMAT[=FILE]", "-" standing for standard output; -EINVAL with *sentence (malloc'd). */
int format_parse(const char *text, struct wish *wish, char **sentence);

/*
 * Calls `write` for every format asked for, files first and in the order given; for the default one
 * on standard output when no other goes there.  0, or a negative errno after saying what failed.
 */
typedef int (*format_writer)(const struct format *format, FILE *to, const void *context);
int formats_write(const struct options *options, format_writer write, const void *context);

#endif
