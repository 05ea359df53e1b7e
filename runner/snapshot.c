#include "snapshot.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "exchange.h"
#include "failure.h"
#include "journal.h"
#include "overlay.h"
#include "snapshot_copy.h"
#include "snapshot_overlay.h"

struct snapshot {
    int lock;                         /* the tree's own directory */
    struct snapshot_overlay *overlay; /* one of these two */
    struct snapshot_copy *copy;
};

/* --- one at a time --- */

/* Between open and lock the path may have come to lead elsewhere. */
static bool leads_to(const char *path, int fd)
{
    struct stat opened, there;
    return fstat(fd, &opened) == 0 && stat(path, &there) == 0 && opened.st_ino == there.st_ino &&
           opened.st_dev == there.st_dev;
}

/* Where the file system has no locks there is only the journal. */
static int lock(struct snapshot *snapshot, const char *tree, char **what)
{
    snapshot->lock = open(tree, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (snapshot->lock < 0)
        return failure(what, -errno, "open", tree);
    if (journal_lock(snapshot->lock) == -EBUSY || !leads_to(tree, snapshot->lock)) {
        *what = xasprintf("'%s' is in use by another paribus", tree);
        return -EBUSY;
    }
    return 0;
}

/* --- a series of runs --- */

static int check_places(const char *tree, const char *store, char **what)
{
    if (*tree != '/' || strcmp(tree, "/") == 0) {
        *what = xasprintf("cannot take a snapshot of '%s'", tree);
        return -EINVAL;
    }
    if (path_is_below(store, tree)) {
        *what = xasprintf("cannot keep runs in '%s': it is inside the tree '%s'", store, tree);
        return -EINVAL;
    }
    return 0;
}

static int choose_way(struct snapshot *snapshot, const char *tree, const char *store,
                      bool allow_overlay, char **what)
{
    if (allow_overlay)
        snapshot->overlay = snapshot_overlay_open(tree, store);
    return snapshot->overlay ? 0 : snapshot_copy_open(tree, &snapshot->copy, what);
}

int snapshot_open(const char *tree, const char *store, bool allow_overlay, struct snapshot **result,
                  char **what)
{
    *result = NULL;
    int error = check_places(tree, store, what);
    if (!error)
        error = snapshot_recover(tree, what);
    if (error < 0)
        return error;
    struct snapshot *snapshot = xcalloc(1, sizeof *snapshot);
    error = lock(snapshot, tree, what);
    if (!error)
        error = choose_way(snapshot, tree, store, allow_overlay, what);
    *result = snapshot;
    if (!error)
        return 0;
    snapshot_free(snapshot);
    *result = NULL;
    return error;
}

int snapshot_before(struct snapshot *snapshot, const char *left, struct launch *launch, char **what)
{
    if (snapshot->overlay)
        return snapshot_overlay_before(snapshot->overlay, left, launch, what);
    return snapshot_copy_before(snapshot->copy, what);
}

int snapshot_after(struct snapshot *snapshot, const char *left, char **what)
{
    if (snapshot->overlay)
        return snapshot_overlay_after(snapshot->overlay, left, what);
    return snapshot_copy_after(snapshot->copy, left, what);
}

int snapshot_close(struct snapshot *snapshot, char **what)
{
    int error = snapshot->copy ? snapshot_copy_close(snapshot->copy, what) : 0;
    snapshot_overlay_close(snapshot->overlay);
    cleanup_close(&snapshot->lock);
    *snapshot = (struct snapshot){.lock = -1};
    return error;
}

void snapshot_free(struct snapshot *snapshot)
{
    autofree char *ignored = NULL;
    if (snapshot)
        snapshot_close(snapshot, &ignored);
    free(snapshot);
}

int snapshot_recover(const char *tree, char **what)
{
    return exchange_recover(tree, what);
}
