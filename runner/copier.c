#include "copier.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "copy_file.h"
#include "util.h"
#include "walk.h"

/* --- files with several names --- */

struct link {
    dev_t device;
    ino_t inode;
    char *path;
};

static int compare_links(const void *left, const void *right)
{
    const struct link *a = left, *b = right;
    if (a->device != b->device)
        return a->device < b->device ? -1 : 1;
    return a->inode < b->inode ? -1 : a->inode > b->inode;
}

static void link_free(void *link)
{
    free(((struct link *)link)->path);
    free(link);
}

/* The path under which it was copied before, or NULL the first time. */
static const char *copied_before(struct copier *copier, const char *path, const struct stat *stat)
{
    struct link *link = xmalloc(sizeof *link);
    *link = (struct link){.device = stat->st_dev, .inode = stat->st_ino, .path = xstrdup(path)};
    struct link **found = tsearch(link, &copier->links, compare_links);
    if (!found || *found == link)
        return NULL;
    link_free(link);
    return (*found)->path;
}

/* --- entries --- */

static int copy_symlink(struct copier *copier, const char *path)
{
    char target[PATH_MAX];
    ssize_t length = readlinkat(copier->from, path, target, sizeof target - 1);
    if (length < 0)
        return -errno;
    target[length] = '\0';
    return symlinkat(target, copier->to, path) != 0 ? -errno : 0;
}

/* What we have no right to make, such as a device, is left out. */
static int copy_special(struct copier *copier, const char *path, const struct stat *stat)
{
    if (mknodat(copier->to, path, stat->st_mode, stat->st_rdev) == 0)
        return 0;
    return errno == EPERM ? WALK_SKIP : -errno;
}

static int copy_other(struct copier *copier, const char *path, const struct stat *stat)
{
    const char *before = stat->st_nlink > 1 ? copied_before(copier, path, stat) : NULL;
    int error;
    if (before)
        return linkat(copier->to, before, copier->to, path, 0) != 0 ? -errno : 0;
    if (S_ISREG(stat->st_mode))
        return copy_file(copier->from, copier->to, path, stat);
    if (S_ISLNK(stat->st_mode))
        error = copy_symlink(copier, path);
    else
        error = copy_special(copier, path, stat);
    return error ? (error < 0 ? error : 0) : copy_attributes(copier->from, copier->to, path, stat);
}

int copier_entry(struct copier *copier, const char *path, const struct stat *stat)
{
    if (!S_ISDIR(stat->st_mode))
        return copy_other(copier, path, stat);
    if (mkdirat(copier->to, path, S_IRWXU) != 0 && errno != EEXIST)
        return -errno;
    copier_directory(copier, path);
    return 0;
}

int copier_parents(struct copier *copier, const char *path)
{
    for (const char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/')) {
        autofree char *parent = xstrndup(path, (size_t)(slash - path));
        if (mkdirat(copier->to, parent, S_IRWXU) == 0)
            copier_directory(copier, parent);
        else if (errno != EEXIST)
            return -errno;
    }
    return 0;
}

void copier_directory(struct copier *copier, const char *path)
{
    if (copier->count && strcmp(copier->directories[copier->count - 1], path) == 0)
        return;
    *array_push(copier->directories, copier->count) = xstrdup(path);
}

static int copy_directory_attributes(struct copier *copier, const char *path)
{
    struct stat stat;
    if (fstatat(copier->from, path, &stat, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISDIR(stat.st_mode))
        return 0;
    return copy_attributes(copier->from, copier->to, path, &stat);
}

/* Backwards: a directory closed to us comes after what is in it. */
int copier_end(struct copier *copier)
{
    int error = 0;
    while (copier->count) {
        char *path = copier->directories[--copier->count];
        int failed = copy_directory_attributes(copier, path);
        error = error ? error : failed;
        free(path);
    }
    free(copier->directories);
    copier->directories = NULL;
    tdestroy(copier->links, link_free);
    copier->links = NULL;
    return error;
}

static int copy_visit(void *data, const char *path, const struct stat *stat)
{
    return copier_entry(data, path, stat);
}

int copy_tree(int from, int to, char **failed)
{
    struct copier copier = {.from = from, .to = to};
    struct walk walk = {.root = from, .visit = copy_visit, .data = &copier};
    copier_directory(&copier, ".");
    int error = walk_run(&walk);
    int closing = copier_end(&copier);
    *failed = walk.failed;
    return error ? error : closing;
}
