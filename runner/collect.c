/* What a run changed, put into its left as an overlay would have; see listing.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "copier.h"
#include "failure.h"
#include "listing.h"
#include "walk.h"

/* Deleted with its directory, or below what is no directory any more: that says it already. */
static bool is_implied(int tree, const char *path)
{
    struct stat stat;
    const char *slash = strrchr(path, '/');
    if (!slash)
        return false;
    autofree char *parent = xstrndup(path, (size_t)(slash - path));
    return fstatat(tree, parent, &stat, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISDIR(stat.st_mode);
}

/* Where even this device is refused: a name in LEFT/deleted, ended by NUL. */
static int write_down(const char *left, const char *path)
{
    autofree char *name = xasprintf("%s/deleted", left);
    autoclose int fd = open(name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    return fd < 0 || write(fd, path, strlen(path) + 1) < 0 ? -errno : 0;
}

/* A character device 0:0 needs no privilege, mknod(2). */
static int mark_deleted(struct copier *copier, const char *left, const char *path)
{
    if (is_implied(copier->from, path))
        return 0;
    int error = copier_parents(copier, path);
    if (!error && mknodat(copier->to, path, S_IFCHR, 0) != 0)
        error = errno == EPERM ? write_down(left, path) : -errno;
    return error;
}

static int collect_one(struct copier *copier, const char *left, const struct change *change)
{
    if (change->kind == CHANGE_TOUCHED)
        return 0;
    if (change->kind == CHANGE_DELETED)
        return mark_deleted(copier, left, change->path);
    int error = copier_parents(copier, change->path);
    if (!error)
        error = copier_entry(copier, change->path, &change->stat);
    return error == -ENOENT ? 0 : error; /* vanished meanwhile */
}

static int open_left(const char *path)
{
    if (mkdir(path, 0755) != 0 && errno != EEXIST)
        return -errno;
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return fd < 0 ? -errno : fd;
}

int changes_collect(const struct changes *changes, int tree, const char *left, char **what)
{
    autofree char *path = xasprintf("%s/tree", left);
    autoclose int to = open_left(path);
    if (to < 0)
        return failure(what, to, "create", path);
    struct copier copier = {.from = tree, .to = to};
    int error = 0;
    for (size_t i = 0; i < changes->count && !error; i++) {
        error = collect_one(&copier, left, &changes->items[i]);
        if (error)
            failure(what, error, "keep", changes->items[i].path);
    }
    int closing = copier_end(&copier);
    if (!error && !closing)
        closing = walk_make_readable(path);
    return error || !closing ? error : failure(what, closing, "keep what is in", path);
}
