/*
 * In the place of a program that need not run again, in a partial run: puts back what it left,
 * moves its clock on, ends as it ended.  Executed by the library as DIR/stand-in IMAGE; spare.h has
 * the list it reads.
 */
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "copy_file.h"
#include "run.h"
#include "spare.h"
#include "util.h"

#define EXIT_NO_STAND_IN 125

struct list {
    char *text;
    size_t length, at;
};

static const char *next(struct list *list)
{
    const char *text = list->text + list->at;
    if (list->at >= list->length)
        return NULL;
    list->at += strlen(text) + 1;
    return text;
}

static int clear(int to, const char *path)
{
    if (unlinkat(to, path, 0) == 0 || errno == ENOENT)
        return 0;
    if (errno != EISDIR && errno != EPERM)
        return -errno;
    return unlinkat(to, path, AT_REMOVEDIR) == 0 || errno == ENOTEMPTY ? 0 : -errno;
}

static int put_link(int from, int to, const char *path)
{
    char target[4096];
    ssize_t length = readlinkat(from, path, target, sizeof target - 1);
    if (length < 0)
        return -errno;
    target[length] = '\0';
    return symlinkat(target, to, path) == 0 ? 0 : -errno;
}

static int put_directory(int to, const char *path, const struct stat *stat)
{
    if (mkdirat(to, path, 0700) != 0 && errno != EEXIST)
        return -errno;
    return fchmodat(to, path, stat->st_mode & 07777, 0) == 0 ? 0 : -errno;
}

static int put(int from, int to, char letter, const char *path)
{
    struct stat stat;
    if (letter == '-')
        return clear(to, path);
    if (fstatat(from, path, &stat, AT_SYMLINK_NOFOLLOW) != 0)
        return -errno;
    if (letter == 'd')
        return put_directory(to, path, &stat);
    int error = clear(to, path);
    if (error)
        return error;
    if (letter == 'f')
        stat.st_atim.tv_nsec = stat.st_mtim.tv_nsec = UTIME_NOW;
    return S_ISLNK(stat.st_mode) ? put_link(from, to, path) : copy_file(from, to, path, &stat);
}

/* What our parent catches up with when it waits for us. */
static int move_clock(const char *directory, int64_t slept)
{
    autofree char *path = xasprintf("%s/" RUN_SHARED, directory);
    autoclose int shared = open(path, O_WRONLY | O_CLOEXEC);
    size_t slot = (uint32_t)getpid() % RUN_CLOCKS;
    off_t at = (off_t)(offsetof(struct run_shared, clock) + slot * sizeof(struct run_clock) +
                       offsetof(struct run_clock, slept));
    if (shared < 0 || pwrite(shared, &slept, sizeof slept, at) != sizeof slept)
        return -errno;
    return 0;
}

static int stand_in(struct list *list, const char *directory, int *status)
{
    const char *ended = next(list), *slept = next(list);
    const char *from_path = next(list), *to_path = next(list), *entry;
    if (!to_path)
        return -EINVAL;
    autoclose int from = open(from_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    autoclose int to = open(to_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int error = from < 0 || to < 0 ? -errno : 0;
    while (!error && (entry = next(list)))
        error = put(from, to, entry[0], entry + 1);
    if (!error)
        error = move_clock(directory, strtoll(slept, NULL, 10));
    *status = (int)strtol(ended, NULL, 10);
    return error;
}

int main(int argc, char **argv)
{
    const char *slash = argc == 2 ? strrchr(argv[0], '/') : NULL;
    struct list list = {0};
    int status = EXIT_NO_STAND_IN;
    if (!slash)
        return status;
    autofree char *directory = xstrndup(argv[0], (size_t)(slash - argv[0]));
    autofree char *path = xasprintf("%s/" SPARE_LISTS "/%s", directory, argv[1]);
    int error = read_whole_file(path, &list.text, &list.length);
    if (!error)
        error = stand_in(&list, directory, &status);
    free(list.text);
    if (!error)
        return status;
    fprintf(stderr, "paribus: cannot put back what %s lists: %s\n", path, strerror(-error));
    return EXIT_NO_STAND_IN;
}
