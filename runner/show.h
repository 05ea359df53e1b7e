/*
 * A kept run as `show` presents it: calls counted by source and call site, as text or JSON.
 */
#ifndef PARIBUS_SHOW_H
#define PARIBUS_SHOW_H

#include <stdio.h>
#include "options.h"
#include "outputs.h"
#include "runfile.h"
#include "symbols.h"
#include "tree.h"

/* The executions of one call at one site of one process. */
struct shown_site {
    const struct event *first;
    uint64_t count;
};

struct shown {
    const struct options *options;
    const char *directory;
    struct runfile file;
    struct tree tree;
    struct outputs outputs;
    struct symbols *symbols;
    struct shown_site *sites; /* by source, process, call */
    size_t site_count;
};

void show_collect(struct shown *shown);
/* These return 0 or a negative errno of the stream. */
int show_text(const struct shown *shown, FILE *to);
int show_json(const struct shown *shown, FILE *to);
int show_openmetrics(const struct shown *shown, FILE *to);

void show_free(struct shown *shown);

/* The telling frame of an event's stack, "" without one; malloc'd. */
char *show_place(const struct shown *shown, const struct event *event);

#endif
