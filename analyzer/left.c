#include "left.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <unistd.h>
#include "util.h"

struct walk {
    struct left *left;
    char **what;
};

static int failed(const struct walk *walk, const char *path, int error)
{
    *walk->what = *path ? xasprintf("%s/%s", walk->left->root, path) : xstrdup(walk->left->root);
    return -error;
}

static void cleanup_dir(DIR **directory)
{
    if (*directory)
        closedir(*directory);
}
#define autodir __attribute__((cleanup(cleanup_dir)))

/* A directory that was there before the run: overlayfs copied it up and noted where from. */
static bool was_there(int fd)
{
    return fgetxattr(fd, "user.overlay.origin", NULL, 0) >= 0 ||
           fgetxattr(fd, "trusted.overlay.origin", NULL, 0) >= 0;
}

static int read_target(const struct walk *walk, int parent, const char *name,
                       struct left_entry *entry)
{
    char target[PATH_MAX];
    ssize_t length = readlinkat(parent, name, target, sizeof target);
    if (length < 0)
        return failed(walk, entry->path, errno);
    entry->target = xstrndup(target, (size_t)length);
    return 0;
}

static struct left_entry *add(const struct walk *walk, const char *path, const struct stat *status)
{
    bool whiteout = S_ISCHR(status->st_mode) && status->st_rdev == makedev(0, 0);
    struct left_entry *entry = array_push(walk->left->items, walk->left->count);
    *entry = (struct left_entry){
        .path = xstrdup(path),
        .mode = whiteout ? 0 : status->st_mode,
        .size = (uint64_t)status->st_size,
        .written =
            (uint64_t)status->st_ctim.tv_sec * 1000000000 + (uint64_t)status->st_ctim.tv_nsec,
        .inode = status->st_ino,
    };
    return entry;
}

static int walk_directory(const struct walk *walk, int parent, const char *name, const char *path,
                          const struct stat *status);

static int walk_entry(const struct walk *walk, int parent, const char *name, const char *path)
{
    struct stat status;
    if (fstatat(parent, name, &status, AT_SYMLINK_NOFOLLOW) < 0)
        return failed(walk, path, errno);
    if (S_ISDIR(status.st_mode))
        return walk_directory(walk, parent, name, path, &status);
    struct left_entry *entry = add(walk, path, &status);
    return S_ISLNK(status.st_mode) ? read_target(walk, parent, name, entry) : 0;
}

static bool is_dots(const char *name)
{
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

static int walk_entries(const struct walk *walk, DIR *directory, const char *path)
{
    for (;;) {
        errno = 0;
        struct dirent *entry = readdir(directory);
        if (!entry)
            return errno ? failed(walk, path, errno) : 0;
        if (is_dots(entry->d_name))
            continue;
        autofree char *below = xasprintf("%s%s%s", path, *path ? "/" : "", entry->d_name);
        int error = walk_entry(walk, dirfd(directory), entry->d_name, below);
        if (error)
            return error;
    }
}

static int walk_directory(const struct walk *walk, int parent, const char *name, const char *path,
                          const struct stat *status)
{
    int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return !*path && errno == ENOENT ? 0 : failed(walk, path, errno);
    autodir DIR *directory = fdopendir(fd);
    if (!directory) {
        close(fd);
        return failed(walk, path, ENOMEM);
    }
    if (*path)
        add(walk, path, status);
    size_t own = walk->left->count;
    int error = walk_entries(walk, directory, path);
    if (!error && *path)
        walk->left->items[own - 1].bare = walk->left->count == own && !was_there(fd);
    return error;
}

static int by_path(const void *a, const void *b)
{
    return strcmp(((const struct left_entry *)a)->path, ((const struct left_entry *)b)->path);
}

int left_list(const char *root, struct left *left, char **what)
{
    *left = (struct left){.root = xstrdup(root)};
    struct walk walk = {left, what};
    struct stat status = {0};
    int error = walk_directory(&walk, AT_FDCWD, root, "", &status);
    if (left->count)
        qsort(left->items, left->count, sizeof *left->items, by_path);
    if (error)
        left_free(left);
    return error;
}

void left_free(struct left *left)
{
    for (size_t i = 0; i < left->count; i++) {
        free(left->items[i].path);
        free(left->items[i].target);
    }
    free(left->items);
    free(left->root);
    *left = (struct left){0};
}
