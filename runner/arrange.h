/*
 * What the runner arranges for one run, source by source: namespaces asked for, files of the
 * machine, limits, mask, variables.  Knows the sources; starts nothing.
 */
#ifndef PARIBUS_ARRANGE_H
#define PARIBUS_ARRANGE_H

#include "environment.h"
#include "launch.h"
#include "rundir.h"
#include "scenery.h"

struct arrangement {
    enum scenery_look look[SOURCE_COUNT];
    struct run_machine machine[2];
    struct scenery scenery;
    char *tree, *shown_home, *elsewhere, *pwd;
};

/* Whether anything of the source is arranged here, to be freed as one. */
bool arranged(enum source source);

/* Decides how each source looks in a run with that setup; the machine goes into the setup. */
void arrange(const struct options *options, struct rundir_setup *setup,
             struct arrangement *arrangement);

/* Variables that stand for a source. */
void arrange_environment(const struct arrangement *arrangement, struct environment *environment);

/*
 * The launch itself; its tree and overlay are decided already, the run directory is made.
 * 0 or a negative errno with *what (malloc'd).
 */
int arrange_launch(struct arrangement *arrangement, const char *directory, const char *home,
                   struct environment *environment, struct launch *launch, char **what);

/*
 * How a directory that serves as the varied HOME is called in a run: the same in every run where
 * the machine allows, else as it is.  Malloc'd.
 */
char *arrange_home(const char *home);

/* What was pinned only in part; sentences for the user, in order.  Returns how many. */
#define ARRANGE_GAPS 8
size_t arrange_gaps(const uint8_t *mode, unsigned granted, const char *gaps[ARRANGE_GAPS]);

void arrangement_free(struct arrangement *arrangement);
#define autoarrangement __attribute__((cleanup(arrangement_free)))

#endif
