#include "listing.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include "failure.h"
#include "walk.h"

/* An entry as it was.  ctime is what a program cannot set back, inode(7). */
struct listed {
    char *path;
    struct stat stat;
};

struct listing {
    char *tree;
    int root;
    struct stat skip; /* st_ino 0: nothing to leave out */
    struct listed *items;
    size_t count;
};

static bool is_same_file(const struct stat *a, const struct stat *b)
{
    return a->st_ino == b->st_ino && a->st_dev == b->st_dev;
}

/* --- taking it --- */

static int list_visit(void *data, const char *path, const struct stat *stat)
{
    struct listing *listing = data;
    if (is_same_file(stat, &listing->skip))
        return WALK_SKIP;
    *array_push(listing->items, listing->count) =
        (struct listed){.path = xstrdup(path), .stat = *stat};
    return 0;
}

int listing_take(const char *tree, const char *skip, struct listing **result, char **what)
{
    struct listing *listing = xcalloc(1, sizeof *listing);
    *result = listing;
    listing->tree = xstrdup(tree);
    listing->root = open(tree, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (listing->root < 0)
        return failure(what, -errno, "open", tree);
    if (skip && stat(skip, &listing->skip) != 0)
        return failure(what, -errno, "look at", skip);
    struct walk walk = {.root = listing->root, .visit = list_visit, .data = listing};
    int error = walk_run(&walk);
    if (error)
        failure(what, error, "list", walk.failed);
    free(walk.failed);
    return error;
}

void listing_free(struct listing *listing)
{
    if (!listing)
        return;
    for (size_t i = 0; i < listing->count; i++)
        free(listing->items[i].path);
    free(listing->items);
    free(listing->tree);
    cleanup_close(&listing->root);
    free(listing);
}

/* --- what has changed --- */

static bool same_time(const struct timespec *a, const struct timespec *b)
{
    return a->tv_sec == b->tv_sec && a->tv_nsec == b->tv_nsec;
}

static bool same_times(const struct stat *a, const struct stat *b)
{
    return same_time(&a->st_mtim, &b->st_mtim) && same_time(&a->st_ctim, &b->st_ctim);
}

static bool same_identity(const struct stat *a, const struct stat *b)
{
    return is_same_file(a, b) && a->st_mode == b->st_mode && a->st_uid == b->st_uid &&
           a->st_gid == b->st_gid;
}

struct comparison {
    const struct listing *listing;
    struct changes *changes;
    size_t next; /* in the listing: everything before it has been met or is gone */
};

static void add_change(struct changes *changes, const char *path, enum change_kind kind,
                       const struct stat *stat)
{
    *array_push(changes->items, changes->count) =
        (struct change){.path = xstrdup(path), .kind = kind, .stat = *stat};
}

static void compare_entry(struct changes *changes, const struct listed *was,
                          const struct stat *stat)
{
    bool same_size = S_ISDIR(stat->st_mode) || was->stat.st_size == stat->st_size;
    if (!same_identity(&was->stat, stat))
        add_change(changes, was->path, CHANGE_CHANGED, stat);
    else if (!same_size || !same_times(&was->stat, stat))
        add_change(changes, was->path, S_ISDIR(stat->st_mode) ? CHANGE_TOUCHED : CHANGE_CHANGED,
                   stat);
}

/* Listing and walk have the same order: they are merged. `path` NULL: the walk is over. */
static void pass_deleted(struct comparison *comparison, const char *path)
{
    const struct listing *listing = comparison->listing;
    for (; comparison->next < listing->count; comparison->next++) {
        const struct listed *was = &listing->items[comparison->next];
        if (path && walk_compare(was->path, path) >= 0)
            return;
        add_change(comparison->changes, was->path, CHANGE_DELETED, &was->stat);
    }
}

static int compare_visit(void *data, const char *path, const struct stat *stat)
{
    struct comparison *comparison = data;
    const struct listing *listing = comparison->listing;
    if (is_same_file(stat, &listing->skip))
        return WALK_SKIP;
    pass_deleted(comparison, path);
    if (comparison->next < listing->count &&
        strcmp(listing->items[comparison->next].path, path) == 0)
        compare_entry(comparison->changes, &listing->items[comparison->next++], stat);
    else
        add_change(comparison->changes, path, CHANGE_NEW, stat);
    return 0;
}

int listing_changes(const struct listing *listing, struct changes *changes, char **what)
{
    struct comparison comparison = {.listing = listing, .changes = changes};
    struct walk walk = {.root = listing->root, .visit = compare_visit, .data = &comparison};
    int error = walk_run(&walk);
    if (error)
        failure(what, error, "list", walk.failed);
    else
        pass_deleted(&comparison, NULL);
    free(walk.failed);
    return error;
}

void changes_free(struct changes *changes)
{
    for (size_t i = 0; i < changes->count; i++)
        free(changes->items[i].path);
    free(changes->items);
    *changes = (struct changes){0};
}

int listing_collect(struct listing *listing, const char *left, char **what)
{
    autochanges struct changes changes = {0};
    int error = listing_changes(listing, &changes, what);
    return error ? error : changes_collect(&changes, listing->root, left, what);
}
