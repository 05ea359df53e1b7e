/*
 * The environment a run starts with: the caller's own or a clean set, and what varying changes in
 * it. Knows names and values; knows nothing of runs.
 */
#ifndef PARIBUS_ENVIRONMENT_H
#define PARIBUS_ENVIRONMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "options.h"
#include "units.h"

/* "NAME=value" strings, malloc'd, NULL-terminated. */
struct environment {
    char **items;
    size_t count;
};

/*
 * The documented clean set, plus what --keep-env and --env ask for; of sources that are neither
 * pinned nor varied, the caller's own.
 */
void environment_clean(struct environment *environment, const struct options *options);

/* The caller's own, plus --env. */
void environment_own(struct environment *environment, const struct options *options);

/* Takes over "NAME=value", also where the name is there already. */
void environment_insert(struct environment *environment, size_t place, char *item);
void environment_append(struct environment *environment, char *item);
void environment_set(struct environment *environment, const char *name, const char *value);
const char *environment_get(const struct environment *environment, const char *name);
void environment_copy(struct environment *to, const struct environment *from);
void environment_free(struct environment *environment);

/*
 * What varying would change: names with their varied values (malloc'd, NULL name at the end).
 * `home`: an existing directory with a directory `tmp` in it, to serve as another HOME and TMPDIR;
 * environment_home makes it.
 */
int environment_home(const char *home, char **what);
struct varied_variable *environment_variations(const struct environment *environment,
                                               const char *home);
void variations_free(struct varied_variable *variations);

#endif
