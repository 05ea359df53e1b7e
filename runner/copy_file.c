#include "copy_file.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/xattr.h>
#include <unistd.h>
#include "util.h"

#define CHUNK ((size_t)1 << 30)

/* --- content --- */

static int copy_by_hand(int from, int to, off_t start, off_t end)
{
    char buffer[65536];
    while (start < end) {
        size_t left = (size_t)(end - start);
        ssize_t got = pread(from, buffer, left < sizeof buffer ? left : sizeof buffer, start);
        if (got <= 0)
            return got < 0 ? -errno : 0;
        ssize_t written = pwrite(to, buffer, (size_t)got, start);
        if (written < 0)
            return -errno;
        start += written;
    }
    return 0;
}

static int copy_range(int from, int to, off_t start, off_t end)
{
    while (start < end) {
        off_t in = start, out = start;
        size_t left = (size_t)(end - start);
        ssize_t copied = copy_file_range(from, &in, to, &out, left < CHUNK ? left : CHUNK, 0);
        if (copied <= 0) /* not between these file systems, or not by these kernels */
            return copy_by_hand(from, to, start, end);
        start += copied;
    }
    return 0;
}

/* Only what is not a hole, lseek(2). */
static int copy_segments(int from, int to, off_t size)
{
    int error = 0;
    for (off_t start = 0; start < size && !error;) {
        off_t data = lseek(from, start, SEEK_DATA);
        if (data < 0 && errno == ENXIO)
            break;
        data = data < 0 ? start : data;
        off_t hole = lseek(from, data, SEEK_HOLE);
        hole = hole < 0 || hole > size ? size : hole;
        error = copy_range(from, to, data, hole);
        start = hole;
    }
    return error || ftruncate(to, size) == 0 ? error : -errno;
}

static int copy_content(int from, int to, off_t size)
{
    return ioctl(to, FICLONE, from) == 0 ? 0 : copy_segments(from, to, size);
}

/* --- extended attributes, access lists among them: xattr(7) --- */

static void copy_one_attribute(int from, int to, const char *name)
{
    ssize_t length = fgetxattr(from, name, NULL, 0);
    if (length < 0)
        return;
    autofree char *value = xmalloc((size_t)length + 1);
    length = fgetxattr(from, name, value, (size_t)length);
    if (length >= 0)
        fsetxattr(to, name, value, (size_t)length, 0);
}

/* What cannot be read or set here is not for us to copy: security labels, trusted attributes. */
static void copy_extended(int from, int to)
{
    ssize_t length = flistxattr(from, NULL, 0);
    if (length <= 0)
        return;
    autofree char *names = xmalloc((size_t)length);
    length = flistxattr(from, names, (size_t)length);
    for (const char *name = names; name < names + length; name += strlen(name) + 1)
        copy_one_attribute(from, to, name);
}

/* --- the rest --- */

static int copy_plain(int from, int to, const struct stat *stat)
{
    struct timespec times[2] = {stat->st_atim, stat->st_mtim};
    if (fchown(to, stat->st_uid, stat->st_gid) != 0 && errno != EPERM && errno != EINVAL)
        return -errno;
    if (fchmod(to, stat->st_mode & 07777) != 0)
        return -errno;
    if (from >= 0)
        copy_extended(from, to);
    return futimens(to, times) != 0 ? -errno : 0;
}

/* Reading leaves no trace where that is ours to decide. */
static int open_source(int directory, const char *path)
{
    int flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
    int fd = openat(directory, path, flags | O_NOATIME);
    return fd < 0 && errno == EPERM ? openat(directory, path, flags) : fd;
}

int copy_file(int from, int to, const char *path, const struct stat *stat)
{
    autoclose int source = open_source(from, path);
    if (source < 0 && errno != EACCES)
        return -errno;
    autoclose int target = openat(to, path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (target < 0)
        return -errno;
    struct stat known = *stat;
    if (source < 0)
        known.st_mode &= ~(mode_t)0777;
    int error = source < 0 ? 0 : copy_content(source, target, stat->st_size);
    return error ? error : copy_plain(source, target, &known);
}

static int copy_link_attributes(int to, const char *path, const struct stat *stat)
{
    struct timespec times[2] = {stat->st_atim, stat->st_mtim};
    if (fchownat(to, path, stat->st_uid, stat->st_gid, AT_SYMLINK_NOFOLLOW) != 0 &&
        errno != EPERM && errno != EINVAL)
        return -errno;
    if (!S_ISLNK(stat->st_mode) && fchmodat(to, path, stat->st_mode & 07777, 0) != 0)
        return -errno;
    return utimensat(to, path, times, AT_SYMLINK_NOFOLLOW) != 0 ? -errno : 0;
}

int copy_attributes(int from, int to, const char *path, const struct stat *stat)
{
    if (!S_ISDIR(stat->st_mode) && !S_ISREG(stat->st_mode))
        return copy_link_attributes(to, path, stat);
    autoclose int target = openat(to, path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (target < 0)
        return copy_link_attributes(to, path, stat);
    autoclose int source = open_source(from, path);
    return copy_plain(source, target, stat);
}
