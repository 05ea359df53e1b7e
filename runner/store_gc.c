#include "store_gc.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>
#include "failure.h"
#include "remove_tree.h"
#include "store_objects.h"
#include "store_runs.h"

/* --- what the killed left behind --- */

/* Whose maker lives is locked. */
static bool remove_abandoned(const char *path)
{
    autoclose int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0 && remove_tree(path) == 0;
}

static unsigned sweep_directory(const struct store *store, const char *part)
{
    autofree char *place = xasprintf("%s/%s", store->root, part);
    DIR *directory = opendir(place);
    struct dirent *entry;
    unsigned removed = 0;
    while (directory && (entry = readdir(directory))) {
        autofree char *path = xasprintf("%s/%s", place, entry->d_name);
        if (*entry->d_name != '.')
            removed += remove_abandoned(path);
    }
    if (directory)
        closedir(directory);
    return removed;
}

/* Nobody is between making a directory and locking it while we hold the lock. */
static unsigned sweep_abandoned(const struct store *store)
{
    autoclose int guard = store_lock(store, LOCK_EX | LOCK_NB);
    return guard < 0 ? 0 : sweep_directory(store, "new") + sweep_directory(store, "gone");
}

/* Tags of runs that are gone. */
static void sweep_tags(const struct store *store)
{
    autofree char *place = xasprintf("%s/tags", store->root);
    DIR *directory = opendir(place);
    struct dirent *entry;
    while (directory && (entry = readdir(directory)))
        if (*entry->d_name != '.' && faccessat(dirfd(directory), entry->d_name, F_OK, 0) != 0)
            unlinkat(dirfd(directory), entry->d_name, 0);
    if (directory)
        closedir(directory);
}

/* --- what is too much --- */

struct account {
    const struct store *store;
    const struct kept_runs *runs;
    bool *gone; /* per run */
    struct store_swept *swept;
};

static void remove_run(struct account *account, size_t i)
{
    int error = store_remove(account->store, account->runs->items[i].id);
    account->gone[i] = !error;
    account->swept->runs += !error;
    account->swept->busy += error == -EBUSY;
}

/* By number and age, which are known at once. */
static void remove_old(struct account *account, const struct store_limits *limits)
{
    double now = (double)time(NULL);
    unsigned kept = 0;
    for (size_t i = 0; i < account->runs->count; i++) {
        const struct kept *run = &account->runs->items[i];
        double age = now - (double)run->file.started / 1e9;
        if (run->pinned)
            continue;
        if ((limits->keep && kept >= limits->keep) || (limits->older > 0 && age > limits->older))
            remove_run(account, i);
        else
            kept++;
    }
}

static uint64_t measure(const struct account *account)
{
    autofree char *objects = xasprintf("%s/objects", account->store->root);
    uint64_t bytes = objects_sweep(objects);
    for (size_t i = 0; i < account->runs->count; i++)
        bytes += account->gone[i] ? 0 : account->runs->items[i].bytes;
    return bytes;
}

/* The oldest first; what it frees shows only when its objects are swept. */
static void remove_large(struct account *account, uint64_t most)
{
    account->swept->bytes = measure(account);
    for (size_t i = account->runs->count; i-- > 0 && most && account->swept->bytes > most;) {
        if (account->gone[i] || account->runs->items[i].pinned)
            continue;
        remove_run(account, i);
        account->swept->bytes = measure(account);
    }
}

static uint64_t most_bytes(const struct store *store, uint64_t limit)
{
    struct statvfs disk;
    if (!limit || statvfs(store->root, &disk) != 0)
        return limit;
    uint64_t tenth = (uint64_t)disk.f_blocks * disk.f_frsize / 10;
    return tenth && tenth < limit ? tenth : limit;
}

int store_gc(const struct store *store, const struct store_limits *limits,
             struct store_swept *swept, char **what)
{
    autokept struct kept_runs runs = {0};
    *swept = (struct store_swept){.abandoned = sweep_abandoned(store)};
    int error = store_list(store, &runs, what);
    if (error)
        return error;
    autofree bool *gone = xcalloc(runs.count + 1, sizeof *gone);
    struct account account = {store, &runs, gone, swept};
    remove_old(&account, limits);
    remove_large(&account, most_bytes(store, limits->max_size));
    sweep_tags(store);
    swept->left = (unsigned)runs.count - swept->runs;
    return 0;
}
