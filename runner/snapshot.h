/*
 * The same pristine tree, at the same path, for every run, and what each run left in it.
 *
 * Two ways, chosen by what the machine allows:
 *   overlay  the runs see the tree through an overlay in a mount namespace; the tree itself is
 *            never written to, and the upper layer is the list of outputs
 *   copy     the tree is exchanged (renameat2 RENAME_EXCHANGE) for a copy of itself at the same
 *            path; after the runs it is exchanged back.  The user's files are never written to.  A
 *            guardian process restores the tree when we are killed; a journal beside the tree lets
 *            the next command do it when the guardian was killed as well.
 * Not thread-safe; one snapshot at a time per tree (locked).  Wherever a sentence is handed up,
 * *what must be NULL before.
 */
#ifndef PARIBUS_SNAPSHOT_H
#define PARIBUS_SNAPSHOT_H

#include <stdbool.h>
#include "launch.h"

struct snapshot;

/*
 * Takes `tree` (absolute, no links in it) for a series of runs; `store` is an existing private
 * directory for layers, outside the tree, on the file system of the lefts.  Restores first what an
 * earlier command may have left exchanged.  -EBUSY: another command has the tree.  0 or a negative
 * errno with *what (malloc'd) saying on what.
 */
int snapshot_open(const char *tree, const char *store, bool allow_overlay,
                  struct snapshot **snapshot, char **what);

/* Fills tree/upper/work/tmp_* and LAUNCH_OVERLAY of `launch` for a run whose left is `left`. */
int snapshot_before(struct snapshot *snapshot, const char *left, struct launch *launch,
                    char **what);

/*
 * After the run: LEFT/tree holds what it left behind (see analyzer/outputs.h).  Where the mark of
 * a deleted file cannot be made, its path is in LEFT/deleted instead, ended by NUL.
 */
int snapshot_after(struct snapshot *snapshot, const char *left, char **what);

/* Gives the tree back.  Also safe to call twice. */
int snapshot_close(struct snapshot *snapshot, char **what);

/* Closes without a word if that was not done; NULL is fine. */
void snapshot_free(struct snapshot *snapshot);

/* Restores `tree` if an earlier command was killed in the middle.  1: restored, 0: no need. */
int snapshot_recover(const char *tree, char **what);

/*
 * For a run in place (record): a listing of `tree` before, then the files that changed copied to
 * LEFT/tree afterwards (reflink where possible).  `skip`: a directory, perhaps inside the tree, to
 * leave out; may be NULL.
 */
struct listing;
int listing_take(const char *tree, const char *skip, struct listing **listing, char **what);
int listing_collect(struct listing *listing, const char *left, char **what);
void listing_free(struct listing *listing);

#endif
