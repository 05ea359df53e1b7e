/* How a finished run gets into the store: made lean, shared, flushed, and then renamed; store.h. */
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "failure.h"
#include "remove_tree.h"
#include "run.h"
#include "safe_file.h"
#include "store.h"
#include "store_objects.h"
#include "walk.h"

/* --- what only a run that goes on needs --- */

/* The blocks behind `from` are given back; the size stays, should somebody still map it. */
static void punch(const char *directory, const char *name, uint64_t from)
{
    struct stat stat;
    autofree char *path = xasprintf("%s/%s", directory, name);
    autoclose int fd = open(path, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
    if (fd >= 0 && fstat(fd, &stat) == 0 && (uint64_t)stat.st_size > from)
        fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, (off_t)from,
                  stat.st_size - (off_t)from);
}

static uint64_t trace_end(const char *directory)
{
    uint64_t end = UINT64_MAX;
    autofree char *path = xasprintf("%s/" RUN_SHARED, directory);
    autoclose int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0 || pread(fd, &end, sizeof end, offsetof(struct run_shared, trace_end)) != sizeof end)
        return UINT64_MAX;
    return end;
}

static void make_lean(const char *directory)
{
    static const char *const parts[] = {RUN_ENTROPY, "home", "scenery"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        autofree char *path = xasprintf("%s/%s", directory, parts[i]);
        remove_tree(path);
    }
    punch(directory, RUN_TRACE, trace_end(directory));
    punch(directory, RUN_SHARED, offsetof(struct run_shared, ordinal));
}

/* --- what it takes beside the objects --- */

static int add_bytes(void *data, const char *path, const struct stat *stat)
{
    (void)path;
    if (S_ISDIR(stat->st_mode) || stat->st_nlink == 1)
        *(uint64_t *)data += (uint64_t)stat->st_blocks * 512;
    return 0;
}

static int write_bytes(int directory)
{
    autosafe struct safe_file file;
    uint64_t bytes = 0;
    struct walk walk = {.root = directory, .visit = add_bytes, .data = &bytes};
    int error = walk_run(&walk);
    free(walk.failed);
    int opening = safe_file_open(directory, "bytes", 0600, &file);
    if (error || opening)
        return error ? error : opening;
    fprintf(file.stream, "%llu\n", (unsigned long long)bytes);
    return safe_file_commit(&file);
}

/* --- in --- */

static int share(const struct store *store, const char *directory, int fd, char **what)
{
    autosafe struct safe_file sums;
    autofree char *objects = xasprintf("%s/objects", store->root);
    autofree char *left = xasprintf("%s/left", directory);
    int error = safe_file_open(fd, "sums", 0600, &sums);
    if (!error)
        error = objects_share(objects, left, sums.stream, what);
    if (!error)
        error = safe_file_commit(&sums);
    return error ? failure(what, error, "write sums of", left) : 0;
}

static int flush(int directory)
{
    static const char *const parts[] = {RUN_SHARED, RUN_TRACE};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        autoclose int fd = openat(directory, parts[i], O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
        if (fd < 0 || fsync(fd) != 0)
            return -errno;
    }
    return fsync(directory) == 0 ? 0 : -errno;
}

static char *new_id(void)
{
    uint32_t number = (uint32_t)getpid();
    if (getrandom(&number, sizeof number, 0) != sizeof number)
        number ^= (uint32_t)time(NULL) << 12;
    return xasprintf("%08x", number);
}

static int enter(const struct store *store, const char *directory, char **id)
{
    autofree char *runs = xasprintf("%s/runs", store->root);
    for (unsigned attempt = 0;; attempt++) {
        autofree char *name = new_id();
        autofree char *path = xasprintf("%s/%s", runs, name);
        if (renameat2(AT_FDCWD, directory, AT_FDCWD, path, RENAME_NOREPLACE) == 0) {
            *id = xstrdup(name);
            return store_sync(runs);
        }
        if (errno == EINVAL && rename(directory, path) == 0) { /* no such flag there, rename(2) */
            *id = xstrdup(name);
            return store_sync(runs);
        }
        if ((errno != EEXIST && errno != ENOTEMPTY) || attempt == 100)
            return -errno;
    }
}

int store_keep(const struct store *store, const char *directory, char **id, char **what)
{
    autoclose int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return failure(what, -errno, "open", directory);
    make_lean(directory);
    int error = share(store, directory, fd, what);
    if (!error)
        error = write_bytes(fd);
    if (!error)
        error = flush(fd);
    if (!error)
        error = enter(store, directory, id);
    return error ? failure(what, error, "keep", directory) : 0;
}
