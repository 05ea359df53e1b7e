#include "remove_tree.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "util.h"

/* The way down to where we are: one descriptor whatever the depth. */
struct descent {
    int at;
    dev_t device;
    char **names;
    size_t count;
};

/* Opens a directory, giving its owner the right to empty it; a link is not followed. */
static int open_at(int directory, const char *name)
{
    char path[64];
    autoclose int fd = openat(directory, name, O_PATH | O_NOFOLLOW | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return -errno;
    struct stat stat;
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    if (fstat(fd, &stat) == 0 && (stat.st_mode & S_IRWXU) != S_IRWXU)
        chmod(path, S_IRWXU);
    int opened = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return opened < 0 ? -errno : opened;
}

static int move_to(struct descent *descent, const char *name)
{
    struct stat stat;
    int fd = open_at(descent->at, name);
    if (fd < 0)
        return fd;
    close(descent->at);
    descent->at = fd;
    return fstat(fd, &stat) != 0 || stat.st_dev != descent->device ? -EXDEV : 0;
}

static int go_down(struct descent *descent, const char *name)
{
    int error = move_to(descent, name);
    if (!error)
        *array_push(descent->names, descent->count) = xstrdup(name);
    return error;
}

static int go_up(struct descent *descent)
{
    autofree char *name = descent->names[--descent->count];
    int error = move_to(descent, "..");
    if (!error && unlinkat(descent->at, name, AT_REMOVEDIR) != 0)
        error = -errno;
    return error;
}

static bool is_dots(const char *name)
{
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

/* Removes files up to the first directory; its name (malloc'd) or NULL. */
static int remove_files(int at, char **subdirectory)
{
    int fd = openat(at, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *directory = fd < 0 ? NULL : fdopendir(fd);
    struct dirent *entry;
    int error = directory ? 0 : -errno;
    *subdirectory = NULL;
    while (!error && !*subdirectory && (entry = readdir(directory))) {
        if (is_dots(entry->d_name) || unlinkat(at, entry->d_name, 0) == 0)
            continue;
        if (errno == EISDIR)
            *subdirectory = xstrdup(entry->d_name);
        else
            error = -errno;
    }
    if (directory)
        closedir(directory);
    return error;
}

static int remove_content(struct descent *descent)
{
    for (;;) {
        autofree char *subdirectory = NULL;
        int error = remove_files(descent->at, &subdirectory);
        if (error || (!subdirectory && descent->count == 0))
            return error;
        error = subdirectory ? go_down(descent, subdirectory) : go_up(descent);
        if (error)
            return error;
    }
}

static int empty(int fd)
{
    struct stat stat;
    struct descent descent = {.at = fd};
    int error = fstat(fd, &stat) != 0 ? -errno : 0;
    descent.device = stat.st_dev;
    if (!error)
        error = remove_content(&descent);
    close(descent.at);
    while (descent.count)
        free(descent.names[--descent.count]);
    free(descent.names);
    return error;
}

int remove_tree_at(int directory, const char *name)
{
    if (unlinkat(directory, name, 0) == 0 || errno == ENOENT)
        return 0;
    if (errno != EISDIR)
        return -errno;
    int fd = open_at(directory, name);
    int error = fd < 0 ? fd : empty(fd);
    if (!error && unlinkat(directory, name, AT_REMOVEDIR) != 0)
        error = -errno;
    return error;
}

int remove_tree(const char *path)
{
    return remove_tree_at(AT_FDCWD, path);
}
