/*
 * The store: where runs are kept that were given no place of their own.
 *
 *   STORE/new/NAME-XXXXXX  in the making, locked by its maker; without one it is swept
 *   STORE/runs/ID          kept: config, shared, trace, run.json, left/ and
 *                            sums     what it left, as sha256sum(1) writes it: (cd left; sha256sum
 * -c ../sums) bytes    what it takes on the disk beside the objects pinned   gc leaves it alone
 *   STORE/tags/NAME        a link to ../runs/ID
 *   STORE/objects/         contents of outputs, each once, see store_objects.h
 *   STORE/gone/ID          on its way out
 *   STORE/lock             held while STORE/new is swept or added to
 *   STORE/key              see rundir.c
 *
 * A run is kept by one rename, when all of it is on the disk; so what is in runs/ is whole, and
 * whoever is killed leaves at most something for gc to sweep.  A directory that somebody writes or
 * reads is locked (flock(2)); a lock goes with its process.
 */
#ifndef PARIBUS_STORE_H
#define PARIBUS_STORE_H

#include <stdbool.h>
#include <stdint.h>

struct store {
    char *root;    /* absolute; $XDG_STATE_HOME/paribus or instead of it /var/tmp/paribus-UID */
    char *instead; /* why it is the second: a sentence, or NULL */
    bool passing;  /* to work in only, nothing is kept: nobody would find it again */
};

/* Finds the place and makes it if need be.  0 or a negative errno with *what. */
int store_open(struct store *store, char **what);

/* For runs that have a tree to themselves: the first place cannot be in there. */
int store_open_outside(struct store *store, const char *tree, char **what);
void store_close(struct store *store);
#define autostore __attribute__((cleanup(store_close)))

/* The state directory, or in its place a private one in /var/tmp; *instead: why.  No more. */
int store_place(char **root, char **instead, char **what);

/* The second of these, whatever the first is.  0 or a negative errno. */
int store_temporary(char **root);

/* A private directory to work in, locked for as long as it is open. */
struct scratch {
    char *path;
    int lock;
};
int scratch_open(const struct store *store, const char *name, struct scratch *scratch, char **what);

/* Removes it with all that is in it. */
void scratch_remove(struct scratch *scratch);
#define autoscratch __attribute__((cleanup(scratch_remove)))

/*
 * Takes the finished run in `directory` (below a scratch) into the store; its outputs are shared
 * with those of other runs from now on.  *id is malloc'd.
 */
int store_keep(const struct store *store, const char *directory, char **id, char **what);

/* The lock of STORE/new, `way` as of flock(2); a descriptor or a negative errno. */
int store_lock(const struct store *store, int way);

/* Locks a kept run for reading or, when nobody reads it, for writing.  A descriptor or -EBUSY. */
enum run_lock { RUN_READ, RUN_WRITE };
int store_lock_run(const char *directory, enum run_lock way);

/* Moves a kept run out of the way and removes it; its tags as well. */
int store_remove(const struct store *store, const char *id);

/* Flushes a directory's own entries to the disk. */
int store_sync(const char *directory);

#endif
