#include "store.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include "failure.h"
#include "overlay.h"
#include "remove_tree.h"
#include "state.h"

/* --- which place --- */

static int try_place(const char *path)
{
    int error = state_make(path);
    return error ? error : faccessat(AT_FDCWD, path, W_OK | X_OK, AT_EACCESS) == 0 ? 0 : -errno;
}

/* In a directory everybody writes to: ours alone, or we do not touch it. */
static int try_shared_place(const char *path)
{
    struct stat stat;
    if (mkdir(path, 0700) != 0 && errno != EEXIST)
        return -errno;
    if (lstat(path, &stat) != 0)
        return -errno;
    bool ours = S_ISDIR(stat.st_mode) && stat.st_uid == geteuid() && !(stat.st_mode & 077);
    return ours ? try_place(path) : -EPERM;
}

int store_temporary(char **root)
{
    static const char *const places[] = {"/var/tmp", "/tmp"};
    int error = -ENOENT;
    for (size_t i = 0; i < sizeof places / sizeof *places && error; i++) {
        autofree char *path = xasprintf("%s/paribus-%u", places[i], (unsigned)geteuid());
        error = try_shared_place(path);
        if (!error)
            *root = xstrdup(path);
    }
    return error;
}

int store_place(char **root, char **instead, char **what)
{
    autofree char *state = state_directory();
    int error = state ? try_place(state) : -ENOENT;
    if (!error) {
        *root = xstrdup(state);
        return 0;
    }
    int second = store_temporary(root);
    if (second)
        return failure(what, error, "write to", state ? state : "$HOME");
    *instead = state ? xasprintf("cannot write to '%s' (%s): runs are kept in '%s'", state,
                                 strerror(-error), *root)
                     : xasprintf("there is no home directory: runs are kept in '%s'", *root);
    return 0;
}

static int make_parts(const struct store *store, char **what)
{
    static const char *const parts[] = {"new", "runs", "tags", "objects", "gone"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        autofree char *path = xasprintf("%s/%s", store->root, parts[i]);
        if (mkdir(path, 0700) != 0 && errno != EEXIST)
            return failure(what, -errno, "create", path);
    }
    return 0;
}

int store_open(struct store *store, char **what)
{
    *store = (struct store){0};
    int error = store_place(&store->root, &store->instead, what);
    return error ? error : make_parts(store, what);
}

int store_open_outside(struct store *store, const char *tree, char **what)
{
    int error = store_open(store, what);
    autofree char *real = error ? NULL : realpath(store->root, NULL);
    if (error || !real || !path_is_below(real, tree))
        return error;
    char *why = xasprintf("'%s' is inside the tree: no run is kept", store->root);
    store_close(store);
    store->instead = why;
    store->passing = true;
    error = store_temporary(&store->root);
    return error ? failure(what, error, "write to", "/var/tmp") : make_parts(store, what);
}

void store_close(struct store *store)
{
    free(store->root);
    free(store->instead);
    *store = (struct store){0};
}

/* --- locks --- */

int store_lock(const struct store *store, int way)
{
    autofree char *path = xasprintf("%s/lock", store->root);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return -errno;
    if (flock(fd, way) == 0 || errno != EWOULDBLOCK)
        return fd; /* where there are no locks there is no protection either */
    close(fd);
    return -EBUSY;
}

int store_lock_run(const char *directory, enum run_lock way)
{
    int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return -errno;
    if (flock(fd, (way == RUN_WRITE ? LOCK_EX : LOCK_SH) | LOCK_NB) == 0 || errno != EWOULDBLOCK)
        return fd;
    close(fd);
    return -EBUSY;
}

/* --- to work in --- */

int scratch_open(const struct store *store, const char *name, struct scratch *scratch, char **what)
{
    autofree char *place = xasprintf("%s/new", store->root);
    autoclose int guard = store_lock(store, LOCK_SH);
    *scratch = (struct scratch){.lock = -1};
    scratch->path = guard < 0 ? NULL : state_scratch(place, name);
    if (!scratch->path)
        return failure(what, guard < 0 ? guard : -errno, "create a directory in", place);
    scratch->lock = store_lock_run(scratch->path, RUN_WRITE);
    return scratch->lock < 0 ? failure(what, scratch->lock, "lock", scratch->path) : 0;
}

void scratch_remove(struct scratch *scratch)
{
    if (scratch->path) {
        remove_tree(scratch->path);
        cleanup_close(&scratch->lock);
    }
    free(scratch->path);
    *scratch = (struct scratch){.lock = -1};
}

/* --- out of the store --- */

static void remove_tags(const struct store *store, const char *id)
{
    autofree char *tags = xasprintf("%s/tags", store->root);
    autofree char *target = xasprintf("../runs/%s", id);
    DIR *directory = opendir(tags);
    struct dirent *entry;
    while (directory && (entry = readdir(directory))) {
        char found[64];
        ssize_t length = readlinkat(dirfd(directory), entry->d_name, found, sizeof found);
        if (length == (ssize_t)strlen(target) && memcmp(found, target, (size_t)length) == 0)
            unlinkat(dirfd(directory), entry->d_name, 0);
    }
    if (directory)
        closedir(directory);
}

int store_remove(const struct store *store, const char *id)
{
    autofree char *path = xasprintf("%s/runs/%s", store->root, id);
    autofree char *gone = xasprintf("%s/gone/%s", store->root, id);
    autoclose int lock = store_lock_run(path, RUN_WRITE);
    if (lock < 0)
        return lock;
    if (rename(path, gone) != 0)
        return -errno;
    remove_tags(store, id);
    return remove_tree(gone);
}

int store_sync(const char *directory)
{
    autoclose int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return fd < 0 || (fsync(fd) != 0 && errno != EINVAL) ? -errno : 0;
}
