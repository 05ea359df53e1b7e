/*
 * How a project is built, by the files in its directory.  Knows the table project.def; runs
 * nothing.
 */
#ifndef PARIBUS_PROJECT_H
#define PARIBUS_PROJECT_H

#include <stddef.h>

struct project_rule {
    const char *glob, *reason;
};

struct project {
    const char *what, *file, *text;
    const char *command, *output, *tree; /* output, tree: NULL, the default */
    struct project_rule rules[4];        /* ended by a NULL glob */
};

/* What the working directory holds; NULL: nothing that is known. */
const struct project *project_here(void);

#endif
