/* Directories, file status, file systems, and what is inherited with descriptors. */
#define _GNU_SOURCE
#include "seen.h"

#include <dirent.h>
#include <fcntl.h>
#include <fts.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/stat.h>

SHAPE(version_path_result)
{
    SEE(AS(long, int, const char *, void *)(1, "many", out));
}

SHAPE(version_number_result)
{
    SEE(AS(long, int, int, void *)(1, 0, out));
}

SHAPE(version_at_path_result)
{
    SEE(AS(long, int, int, const char *, void *, int)(1, AT_FDCWD, "many", out, 0));
}

SHAPE(at_path_result)
{
    SEE(AS(long, int, const char *, void *, int)(AT_FDCWD, "many", out, 0));
}

SHAPE(at_path_statx)
{
    SEE(AS(long, int, const char *, int, unsigned, void *)(AT_FDCWD, "many", 0, STATX_ALL, out));
}

SHAPE(path_number)
{
    SEE(AS(long, const char *, long)("many", argument));
}

SHAPE(name)
{
    SEE(AS(long, const char *)("localhost"));
}

SHAPE(directory)
{
    DIR *stream = opendir("many");
    SEE(AS(void *, DIR *, void *, void *)(stream, out, out2));
}

SHAPE(directory_position)
{
    DIR *stream = opendir("many");
    readdir(stream);
    SEE(AS(long, DIR *)(stream));
}

SHAPE(entries)
{
    int fd = open("many", O_RDONLY | O_DIRECTORY);
    SEE(AS(ssize_t, int, void *, size_t, void *)(fd, out, PART, out2));
}

SHAPE(scan)
{
    SEE(AS(int, const char *, void *, void *, void *)("many", out, NULL, NULL));
}

SHAPE(scan_at)
{
    SEE(AS(int, int, const char *, void *, void *, void *)(AT_FDCWD, "many", out, NULL, NULL));
}

SHAPE(pattern)
{
    SEE(AS(int, const char *, int, void *, void *)("many/*", 0, NULL, out));
}

SHAPE(words)
{
    SEE(AS(int, const char *, void *, int)("many/*", out, 0));
}

static int visit(void)
{
    return 0;
}

SHAPE(walk)
{
    SEE(AS(int, const char *, void *, int, int)("many", (void *)visit, 4, 0));
}

static char *const roots[] = {(char[]){"many"}, NULL};

SHAPE(tree)
{
    SEE(AS(void *, char *const *, int, void *)(roots, FTS_PHYSICAL, NULL));
}

SHAPE(tree_read)
{
    FTS *open_tree = fts_open(roots, FTS_PHYSICAL, NULL);
    if (argument)
        fts_read(open_tree);
    SEE((AS(void *, FTS *, int)(open_tree, 0), AS(void *, FTS *, int)(open_tree, 0)));
}

SHAPE(signal_and_action)
{
    SEE(AS(long, int, void *, void *)(SIGUSR1, NULL, out));
}

SHAPE(pending_signal)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, NULL);
    raise(SIGUSR1);
    SEE(AS(int, const void *, void *)(&set, out));
}

SHAPE(request_of)
{
    SEE(AS(int, int, int, ...)(0, (int)argument));
}

SHAPE(request_by_number)
{
    SEE(AS(int, int, ...)((int)argument));
}

SHAPE(open_result)
{
    int fd = open("many", O_RDONLY);
    SEE(AS(int, int, void *)(fd, out));
}

SHAPE(open_number)
{
    int fd = open("many", O_RDONLY);
    SEE(AS(long, int, long)(fd, argument));
}

SHAPE(stream_result)
{
    FILE *stream = fopen("many/file", "r");
    SEE(AS(int, FILE *, void *)(stream, out));
}

SHAPE(handle)
{
    struct file_handle *empty = (void *)out;
    empty->handle_bytes = 128;
    SEE(AS(int, int, const char *, void *, void *, int)(AT_FDCWD, "many", empty, out2, 0));
}

SHAPE(quota)
{
    SEE(AS(int, int, const char *, int, void *)(0x80000400, "/dev/none", 0, out));
}

const struct seen_row seen_files[] = {
    {entries, 0, "getdents64 getdirentries getdirentries64", WARM},
    {directory, 0, "readdir readdir64 readdir_r readdir64_r", WARM},
    {directory_position, 0, "telldir", WARM},
    {scan, 0, "scandir scandir64", WARM},
    {scan_at, 0, "scandirat scandirat64", WARM},
    {pattern, 0, "glob glob64", WARM},
    {words, 0, "wordexp", WARM},
    {walk, 0, "ftw ftw64 nftw nftw64", WARM},
    {tree, 0, "fts_open fts64_open", WARM},
    {tree_read, 0, "fts_read fts64_read", WARM},
    {tree_read, 1, "fts_children fts64_children", WARM},
    {path_number, 0, "opendir", WARM},
    {open_number, 0, "fdopendir", WARM},
    {path_result, 0, "stat lstat stat64 lstat64", WARM},
    {open_result, 0, "fstat fstat64", WARM},
    {at_path_result, 0, "fstatat fstatat64", WARM},
    {at_path_statx, 0, "statx", WARM},
    {version_path_result, 0, "__xstat __xstat64 __lxstat __lxstat64", WARM},
    {version_number_result, 0, "__fxstat __fxstat64", WARM},
    {version_at_path_result, 0, "__fxstatat __fxstatat64", WARM},
    {path_number, 1, "ftok", WARM},
    {path_result, 0, "realpath __realpath_chk", WARM},
    {name, 0, "canonicalize_file_name", WARM},
    {stream_result, 0, "_IO_file_stat", WARM},
    {path_result, 0, "statfs __statfs statfs64 statvfs statvfs64", WARM},
    {open_result, 0, "fstatfs fstatfs64 fstatvfs fstatvfs64", WARM},
    {path_number, _PC_LINK_MAX, "pathconf", WARM},
    {open_number, _PC_LINK_MAX, "fpathconf", WARM},
    {number_result, 0, "ustat", WARM},
    {quota, 0, "quotactl", WARM},
    {handle, 0, "name_to_handle_at", WARM},
    {result_size, 0, "getcwd getwd __getwd_chk", WARM},
    {result_size_limit, 0, "__getcwd_chk", WARM},
    {nothing, 0, "get_current_dir_name", WARM},
    {number, 022, "umask", WARM},
    {number, 0xffffffff, "personality", WARM},
    {request_by_number, PR_GET_TIMERSLACK, "prctl", WARM},
    {request_of, F_GETOWN, "fcntl __fcntl fcntl64", WARM},
    {signal_and_action, 0, "sigaction __sigaction sigprocmask pthread_sigmask", WARM},
    {result, 0, "sigpending", WARM},
    {pending_signal, 0, "sigwait sigwaitinfo", WARM},
    {NULL, 0, NULL, WARM},
};
