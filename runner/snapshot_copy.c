#include "snapshot_copy.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include "copier.h"
#include "exchange.h"
#include "failure.h"
#include "listing.h"
#include "remove_tree.h"
#include "walk.h"

struct snapshot_copy {
    char *tree;
    int original; /* the user's own directory, wherever it is */
    struct exchange *exchange;
    struct listing *listing; /* of the copy while pristine */
    bool used;               /* a run has been there */
};

static int fill(struct snapshot_copy *copy, char **what)
{
    autofree char *failed = NULL;
    int error = copy_tree(copy->original, exchange_copy(copy->exchange), &failed);
    if (error)
        failure(what, error, "copy", failed ? failed : copy->tree);
    return error;
}

static int list(struct snapshot_copy *copy, char **what)
{
    listing_free(copy->listing);
    copy->listing = NULL;
    return listing_take(copy->tree, NULL, &copy->listing, what);
}

int snapshot_copy_open(const char *tree, struct snapshot_copy **result, char **what)
{
    struct snapshot_copy *copy = xcalloc(1, sizeof *copy);
    *result = copy;
    copy->tree = xstrdup(tree);
    copy->original = open(tree, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (copy->original < 0)
        return failure(what, -errno, "open", tree);
    int error = exchange_open(tree, &copy->exchange, what);
    if (!error)
        error = fill(copy, what);
    if (!error)
        error = exchange_swap(copy->exchange, what);
    return error ? error : list(copy, what);
}

/* --- pristine again --- */

static bool stays(const struct change *change, int original)
{
    struct stat stat;
    return S_ISDIR(change->stat.st_mode) &&
           fstatat(original, change->path, &stat, AT_SYMLINK_NOFOLLOW) == 0 &&
           S_ISDIR(stat.st_mode);
}

/* Backwards: what is in a directory goes before the directory. */
static int remove_changed(const struct changes *changes, int original, int copy)
{
    for (size_t i = changes->count; i-- > 0;) {
        const struct change *change = &changes->items[i];
        if (change->kind == CHANGE_DELETED || stays(change, original))
            continue;
        int error = remove_tree_at(copy, change->path);
        if (error && error != -ENOTDIR)
            return error;
    }
    return 0;
}

static void note_parent(struct copier *copier, const char *path)
{
    const char *slash = strrchr(path, '/');
    autofree char *parent = slash ? xstrndup(path, (size_t)(slash - path)) : xstrdup(".");
    copier_directory(copier, parent);
}

static int restore_one(struct copier *copier, const struct change *change)
{
    struct stat stat;
    note_parent(copier, change->path);
    if (fstatat(copier->from, change->path, &stat, AT_SYMLINK_NOFOLLOW) != 0)
        return errno == ENOENT || errno == ENOTDIR ? 0 : -errno;
    return copier_entry(copier, change->path, &stat);
}

static int restore(const struct changes *changes, int original, int copy, char **what)
{
    struct copier copier = {.from = original, .to = copy};
    int error = remove_changed(changes, original, copy);
    copier_directory(&copier, ".");
    for (size_t i = 0; i < changes->count && !error; i++) {
        error = restore_one(&copier, &changes->items[i]);
        if (error)
            failure(what, error, "restore", changes->items[i].path);
    }
    int closing = copier_end(&copier);
    return error ? error : closing;
}

int snapshot_copy_before(struct snapshot_copy *copy, char **what)
{
    autochanges struct changes changes = {0};
    if (!copy->used) {
        copy->used = true;
        return 0;
    }
    int error = walk_make_readable(copy->tree);
    if (!error)
        error = listing_changes(copy->listing, &changes, what);
    if (!error)
        error = restore(&changes, copy->original, exchange_copy(copy->exchange), what);
    if (error)
        return failure(what, error, "restore", copy->tree);
    return list(copy, what);
}

int snapshot_copy_after(struct snapshot_copy *copy, const char *left, char **what)
{
    int error = walk_make_readable(copy->tree);
    if (error)
        return failure(what, error, "read", copy->tree);
    return listing_collect(copy->listing, left, what);
}

int snapshot_copy_close(struct snapshot_copy *copy, char **what)
{
    int error = copy->exchange ? exchange_close(copy->exchange, what) : 0;
    listing_free(copy->listing);
    cleanup_close(&copy->original);
    free(copy->tree);
    free(copy);
    return error;
}
