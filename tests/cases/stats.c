/*
 * Looks at files in every way libc offers and fails where two ways disagree: `stats FILE...`.
 * Prints what they agree on, with times to the second.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <ftw.h>
#include <fts.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

static int wrong;

static int same_time(struct timespec a, struct timespec b)
{
    return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

static void agree(const char *path, const char *way, const struct stat *a, const struct stat *b)
{
    if (a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_nlink == b->st_nlink &&
        a->st_mode == b->st_mode && a->st_size == b->st_size && a->st_blocks == b->st_blocks &&
        a->st_blksize == b->st_blksize && same_time(a->st_mtim, b->st_mtim) &&
        same_time(a->st_ctim, b->st_ctim))
        return;
    printf("%s: %s disagrees with lstat\n", path, way);
    wrong = 1;
}

static struct stat from_statx(const struct statx *x)
{
    return (struct stat){.st_dev = makedev(x->stx_dev_major, x->stx_dev_minor),
                         .st_ino = x->stx_ino,
                         .st_nlink = x->stx_nlink,
                         .st_mode = x->stx_mode,
                         .st_size = (off_t)x->stx_size,
                         .st_blocks = (blkcnt_t)x->stx_blocks,
                         .st_blksize = x->stx_blksize,
                         .st_mtim = {x->stx_mtime.tv_sec, x->stx_mtime.tv_nsec},
                         .st_ctim = {x->stx_ctime.tv_sec, x->stx_ctime.tv_nsec}};
}

static void by_names(const char *path, const struct stat *known)
{
    struct stat status;
    struct statx x;
    int (*old)(int, const char *, struct stat *) =
        (int (*)(int, const char *, struct stat *))dlsym(RTLD_DEFAULT, "__lxstat");
    fstatat(AT_FDCWD, path, &status, AT_SYMLINK_NOFOLLOW);
    agree(path, "fstatat", known, &status);
    statx(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS, &x);
    status = from_statx(&x);
    agree(path, "statx", known, &status);
    syscall(SYS_lstat, path, &status);
    agree(path, "syscall(SYS_lstat)", known, &status);
    if (old && old(1, path, &status) == 0)
        agree(path, "__lxstat", known, &status);
    if (!S_ISLNK(known->st_mode) && stat(path, &status) == 0)
        agree(path, "stat", known, &status);
}

static void by_descriptor(const char *path, const struct stat *known)
{
    struct stat status;
    int fd = open(path, O_PATH | O_NOFOLLOW);
    if (fstat(fd, &status) == 0)
        agree(path, "fstat", known, &status);
    if (fstatat(fd, "", &status, AT_EMPTY_PATH) == 0)
        agree(path, "fstatat of a descriptor", known, &status);
    close(fd);
}

static const char *walked;
static const struct stat *walked_known;
static int step(const char *path, const struct stat *status, int kind, struct FTW *place)
{
    (void)kind, (void)place;
    if (strcmp(path, walked) == 0)
        agree(path, "nftw", walked_known, status);
    return 0;
}

static void by_walk(char *path, const struct stat *known)
{
    char *const roots[] = {path, NULL};
    FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
    FTSENT *entry = fts_read(walk);
    agree(path, "fts", known, entry->fts_statp);
    fts_close(walk);
    walked = path;
    walked_known = known;
    nftw(path, step, 4, FTW_PHYS);
}

static void by_directory(const char *path, const struct stat *known)
{
    char copy[4096], again[4096];
    struct dirent *entry;
    snprintf(copy, sizeof copy, "%s", path);
    snprintf(again, sizeof again, "%s", path);
    const char *name = basename(again);
    DIR *directory = opendir(dirname(copy));
    while ((entry = readdir(directory))) {
        if (strcmp(entry->d_name, name) == 0 && entry->d_ino != known->st_ino) {
            printf("%s: readdir disagrees with lstat: %lu %lu\n", path, (unsigned long)entry->d_ino,
                   (unsigned long)known->st_ino);
            wrong = 1;
        }
    }
    closedir(directory);
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        struct stat known;
        by_directory(argv[i], (lstat(argv[i], &known), &known));
        by_names(argv[i], &known);
        by_descriptor(argv[i], &known);
        by_walk(argv[i], &known);
        printf("%s %lu %lu %lu %ld %ld %ld\n", argv[i], (unsigned long)known.st_dev,
               (unsigned long)known.st_ino, (unsigned long)known.st_nlink, (long)known.st_size,
               (long)known.st_blocks, (long)known.st_mtime);
    }
    return wrong;
}
