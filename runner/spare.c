#include "spare.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include "failure.h"

/* One path of a branch as the pinned run left it. */
struct item {
    const char *path;
    char letter;
    int64_t changed; /* only of files */
};

static int64_t nanoseconds(const struct timespec *time)
{
    return time->tv_sec * 1000000000LL + time->tv_nsec;
}

static struct item look(const struct spare *spare, const char *path)
{
    struct stat status;
    autofree char *left = xasprintf("%s/%s", spare->from, path);
    if (lstat(left, &status) != 0 || S_ISCHR(status.st_mode))
        return (struct item){path, '-', 0};
    if (S_ISDIR(status.st_mode))
        return (struct item){path, 'd', 0};
    int64_t changed = nanoseconds(&status.st_mtim);
    return (struct item){path, changed < spare->epoch ? 'o' : 'f', changed};
}

static int rank(const struct item *item)
{
    return item->letter == '-' ? 0 : item->letter == 'd' ? 1 : 2;
}

/* Removed from the inside out, made from the outside in, files as they came to be what they are. */
static int by_order(const void *a, const void *b)
{
    const struct item *left = a, *right = b;
    if (rank(left) != rank(right))
        return rank(left) - rank(right);
    if (left->changed != right->changed)
        return left->changed < right->changed ? -1 : 1;
    return rank(left) == 0 ? strcmp(right->path, left->path) : strcmp(left->path, right->path);
}

static int write_list(const struct spare *spare, const struct process *root,
                      const struct branch *branch, FILE *to)
{
    autofree struct item *items = xcalloc(branch->path_count + 1, sizeof *items);
    for (size_t i = 0; i < branch->path_count; i++)
        items[i] = look(spare, branch->paths[i]);
    if (branch->path_count)
        qsort(items, branch->path_count, sizeof *items, by_order);
    fprintf(to, "%d%c%lld%c%s%c%s%c", WEXITSTATUS(root->status), 0, (long long)root->slept, 0,
            spare->from, 0, spare->to, 0);
    for (size_t i = 0; i < branch->path_count; i++)
        fprintf(to, "%c%s%c", items[i].letter, items[i].path, 0);
    return ferror(to) ? -EIO : 0;
}

int spare_write(const struct spare *spare, const struct tree *tree, const struct branches *branches,
                char **what)
{
    if (mkdir(spare->directory, 0755) != 0)
        return failure(what, -errno, "create", spare->directory);
    for (size_t i = 0; i < branches->count; i++) {
        const struct branch *branch = &branches->items[i];
        const struct process *root = &tree->processes[branch->process];
        autofree char *path = xasprintf("%s/%llx", spare->directory, (unsigned long long)root->id);
        autofile FILE *file = fopen(path, "we");
        int error = file ? write_list(spare, root, branch, file) : -errno;
        if (error)
            return failure(what, error, "write", path);
    }
    return 0;
}
