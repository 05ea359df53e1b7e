#include "walk.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "util.h"

struct names {
    char **items;
    size_t count;
};

static void names_free(struct names *names)
{
    while (names->count)
        free(names->items[--names->count]);
    free(names->items);
}
#define autonames __attribute__((cleanup(names_free)))

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static int names_read(int root, const char *path, struct names *names)
{
    int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
    int fd = openat(root, *path ? path : ".", flags);
    if (fd < 0)
        return errno == EACCES || errno == ENOENT ? 0 : -errno;
    DIR *directory = fdopendir(fd);
    struct dirent *entry;
    while (directory && (entry = readdir(directory))) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            *array_push(names->items, names->count) = xstrdup(entry->d_name);
    }
    if (directory)
        closedir(directory);
    if (names->count)
        qsort(names->items, names->count, sizeof *names->items, compare_names);
    return 0;
}

static int fail(struct walk *walk, const char *path, int error)
{
    if (error && !walk->failed)
        walk->failed = xstrdup(*path ? path : ".");
    return error;
}

static int walk_directory(struct walk *walk, const char *path);

static int visit(struct walk *walk, const char *path)
{
    struct stat stat;
    if (fstatat(walk->root, path, &stat, AT_SYMLINK_NOFOLLOW) != 0)
        return errno == ENOENT || errno == EACCES ? 0 : fail(walk, path, -errno);
    int result = walk->visit(walk->data, path, &stat);
    if (result < 0)
        return fail(walk, path, result);
    return result == 0 && S_ISDIR(stat.st_mode) ? walk_directory(walk, path) : 0;
}

static int walk_directory(struct walk *walk, const char *path)
{
    autonames struct names names = {0};
    int error = fail(walk, path, names_read(walk->root, path, &names));
    for (size_t i = 0; i < names.count && !error; i++) {
        autofree char *below =
            *path ? xasprintf("%s/%s", path, names.items[i]) : xstrdup(names.items[i]);
        error = visit(walk, below);
    }
    return error;
}

int walk_run(struct walk *walk)
{
    return walk_directory(walk, "");
}

static int rank(char c)
{
    return c == '/' ? 1 : c ? (unsigned char)c + 1 : 0;
}

int walk_compare(const char *a, const char *b)
{
    while (*a && *a == *b) {
        a++;
        b++;
    }
    return rank(*a) - rank(*b);
}

/* --- rights --- */

static int make_readable(void *data, const char *path, const struct stat *stat)
{
    mode_t needed = S_ISDIR(stat->st_mode) ? S_IRWXU : S_ISREG(stat->st_mode) ? S_IRUSR : 0;
    if ((stat->st_mode & needed) == needed)
        return 0;
    int error = fchmodat(*(int *)data, path, (stat->st_mode & 07777) | needed, 0) != 0 ? -errno : 0;
    return error == -EPERM ? 0 : error;
}

int walk_make_readable(const char *path)
{
    if (geteuid() == 0)
        return 0;
    autoclose int root = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (root < 0 && errno == EACCES && chmod(path, S_IRWXU) == 0)
        root = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    struct walk walk = {.root = root, .visit = make_readable, .data = &root};
    int error = root < 0 ? -errno : walk_run(&walk);
    free(walk.failed);
    return error;
}
