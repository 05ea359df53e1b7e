/*
 * The forms of a report by name, and where each one asked for goes.  Knows the table formats.def
 * and files; knows nothing of what a report says.
 */
#ifndef PARIBUS_FORMATS_H
#define PARIBUS_FORMATS_H

#include <stddef.h>
#include <stdio.h>
#include "report.h"

struct options;
struct shown;

struct format {
    const char *name, *what;
    int (*report)(const struct report *report, const struct report_style *style, FILE *to);
    int (*show)(const struct shown *shown, FILE *to); /* 0 or a negative errno, as above */
};
extern const struct format formats[];

/*
 * A file a report goes to.  Its directory is opened when the option is read: what cannot be written
 * is refused before anything runs, and a tree that is exchanged for a copy of itself meanwhile
 * (snapshot.h) takes no report with it.
 */
struct report_file {
    const char *path; /* NULL: standard output */
    int directory;    /* only while path is set */
};

/* 0, or -EINVAL with *sentence (malloc'd).  `path` outlives the file. */
int report_file_set(struct report_file *file, const char *path, char **sentence);
void report_file_end(struct report_file *file);

/* What one --format asked for. */
struct wish {
    const struct format *format;
    struct report_file file;
};

/* "FORMAT[=FILE]", "-" standing for standard output; -EINVAL with *sentence (malloc'd). */
int format_parse(const char *text, struct wish *wish, char **sentence);

/*
 * Calls `write_report` for every format asked for, files first and in the order given; for the
 * default one on standard output when no other goes there.  0, or a negative errno after saying
 * what failed.
 */
typedef int (*format_writer)(const struct format *format, FILE *to, const void *context);
int formats_write(const struct options *options, format_writer write_report, const void *context);

#endif
