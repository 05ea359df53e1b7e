/*
 * The kept runs by name, and what is known of each.  A run is named by its id or the beginning of
 * it, by a tag or the beginning of one, or as last, last~1 ...: the last one, the one before it.
 */
#ifndef PARIBUS_STORE_RUNS_H
#define PARIBUS_STORE_RUNS_H

#include <stddef.h>
#include "runfile.h"
#include "store.h"

struct kept {
    char *id, *path;
    struct runfile file;
    char **tags; /* sorted */
    size_t tag_count;
    uint64_t bytes; /* beside the objects */
    bool pinned;
};

/* The last one first. */
struct kept_runs {
    struct kept *items;
    size_t count;
};

int store_list(const struct store *store, struct kept_runs *runs, char **what);
void kept_runs_free(struct kept_runs *runs);
#define autokept __attribute__((cleanup(kept_runs_free)))

/* One of the list; NULL with *what when none or more than one is meant. */
const struct kept *kept_find(const struct kept_runs *runs, const char *name, char **what);

/* Whether a tag could be called so: letters, digits, - _ . + and not only digits of an id. */
bool kept_name_allowed(const char *name);

/* A run a user named, a directory or a kept one, which nobody removes while it is looked at. */
struct located {
    char *directory;
    int lock;
};
int run_locate(const char *name, struct located *run, char **what);
void located_free(struct located *run);
#define autolocated __attribute__((cleanup(located_free)))

#endif
