/*
 * stat: what is told of a file besides its content.  stat(2), statx(2), utimensat(2).
 *
 * Inode and device numbers: inode.h.  Sizes of directories and blocks in use, which are the file
 * system's business, follow from the size alone.  Times: filetime.h.
 */
#include "../call.h"
#include "../clock.h"
#include "../confine.h"
#include "../filetime.h"
#include "../holes.h"
#include "../inode.h"
#include "../wrap.h"
#include "../banned.h"
#include <sys/sysmacros.h>

/* --- reading --- */

#define BLOCK            4096u
#define DIRECTORY_SIZE   4096u
#define VARIED_DIRECTORY 12288u
#define VARIED_MINOR     77u

static void show_numbers(bool varied, struct statx *status, const struct inode_place *place)
{
    status->stx_ino = inode_number(status, place, varied);
    uint32_t minor = inode_minor(status->stx_dev_major, status->stx_dev_minor);
    status->stx_dev_minor = minor + (varied && minor != status->stx_dev_minor ? VARIED_MINOR : 0);
}

/* A file looks as sparse as it is, whatever room the file system found for it. */
static bool may_have_holes(const struct statx *status)
{
    return S_ISREG(status->stx_mode) && status->stx_size > BLOCK &&
           status->stx_blocks < status->stx_size / 512;
}

static void show_sizes(bool varied, struct statx *status, const struct inode_place *place)
{
    mode_t type = status->stx_mode & S_IFMT;
    if (type == S_IFDIR)
        status->stx_size = varied ? VARIED_DIRECTORY : DIRECTORY_SIZE;
    uint64_t data = status->stx_size;
    if (unlikely(may_have_holes(status)))
        data = holes_data(place, data);
    if (type == S_IFDIR || type == S_IFREG)
        status->stx_blocks = (data + BLOCK - 1) / BLOCK * (BLOCK / 512);
    status->stx_blksize = BLOCK;
}

#define MASK (STATX_BASIC_STATS | STATX_BTIME)
/* What it takes to show anything: the kernel may tell a number unasked, but of times none. */
#define NEEDED (STATX_TYPE | STATX_INO | STATX_MTIME | STATX_CTIME | STATX_BTIME)

/* Where statx(2) is forbidden (old containers) there is no birth. */
static long look_without_statx(const struct inode_place *place, struct statx *status)
{
    struct stat from;
    long result = sys4(SYS_newfstatat, place->at, place->path, &from, place->flags & 0xffff);
    if (result != 0)
        return result;
    *status = (struct statx){
        .stx_mask = STATX_BASIC_STATS,
        .stx_blksize = (uint32_t)from.st_blksize,
        .stx_nlink = (uint32_t)from.st_nlink,
        .stx_uid = from.st_uid,
        .stx_gid = from.st_gid,
        .stx_mode = (uint16_t)from.st_mode,
        .stx_ino = from.st_ino,
        .stx_size = (uint64_t)from.st_size,
        .stx_blocks = (uint64_t)from.st_blocks,
        .stx_atime = {.tv_sec = from.st_atim.tv_sec, .tv_nsec = (uint32_t)from.st_atim.tv_nsec},
        .stx_ctime = {.tv_sec = from.st_ctim.tv_sec, .tv_nsec = (uint32_t)from.st_ctim.tv_nsec},
        .stx_mtime = {.tv_sec = from.st_mtim.tv_sec, .tv_nsec = (uint32_t)from.st_mtim.tv_nsec},
        .stx_rdev_major = major(from.st_rdev),
        .stx_rdev_minor = minor(from.st_rdev),
        .stx_dev_major = major(from.st_dev),
        .stx_dev_minor = minor(from.st_dev),
    };
    return 0;
}

static void show_all_but_times(bool varied, struct statx *status, const struct inode_place *place)
{
    if (unlikely(lib.alone))
        return;
    if (status->stx_mask & STATX_INO)
        show_numbers(varied, status, place);
    show_sizes(varied, status, place);
}

/* What the kernel says of it, with the birth it needs, shown in the mode of the call. */
static long look(const struct call *call, const struct inode_place *place, unsigned mask,
                 struct statx *status)
{
    bool asks = mask != MASK || !confined(); /* libc's own stat does not ask statx */
    long result =
        asks ? sys5(SYS_statx, place->at, place->path, place->flags, mask, status) : -EPERM;
    if (result == -ENOSYS || result == -EPERM)
        result = look_without_statx(place, status);
    if (result != 0)
        return result;
    if (likely(filetime_stays(status))) {
        show_all_but_times(call->mode == MODE_VARY, status, place);
    } else {
        const struct statx found = *status;
        show_all_but_times(call->mode == MODE_VARY, status, place);
        filetime_show(&found, status, call->mode == MODE_VARY);
    }
    return 0;
}

static void to_stat(const struct statx *from, struct stat *to)
{
    *to = (struct stat){
        .st_dev = makedev(from->stx_dev_major, from->stx_dev_minor),
        .st_ino = from->stx_ino,
        .st_mode = from->stx_mode,
        .st_nlink = from->stx_nlink,
        .st_uid = from->stx_uid,
        .st_gid = from->stx_gid,
        .st_rdev = makedev(from->stx_rdev_major, from->stx_rdev_minor),
        .st_size = (off_t)from->stx_size,
        .st_blksize = from->stx_blksize,
        .st_blocks = (blkcnt_t)from->stx_blocks,
        .st_atim = {from->stx_atime.tv_sec, from->stx_atime.tv_nsec},
        .st_mtim = {from->stx_mtime.tv_sec, from->stx_mtime.tv_nsec},
        .st_ctim = {from->stx_ctime.tv_sec, from->stx_ctime.tv_nsec},
    };
}

/* statx(2) takes a NULL path for an empty one on new kernels; stat never does. */
static long look_as_stat(const struct call *call, const struct inode_place *place,
                         struct stat *status)
{
    struct statx found;
    if (!place->path || !plausible(status))
        return -EFAULT;
    long result = look(call, place, MASK, &found);
    if (result == 0)
        to_stat(&found, status);
    return result;
}

/* --- writing down: the path, a NUL, and the numbers besides the times --- */

struct numbers {
    uint64_t inode, device, size;
};
#define SHOWN_PATH 512u

static void end_look(const struct call *call, const char *path, int64_t modified,
                     const struct numbers *numbers, long result)
{
    char detail[SHOWN_PATH + 1 + sizeof *numbers];
    if (!lib.watch || call->mode == MODE_OFF)
        return;
    size_t length = path && result != -EFAULT ? text_length(path) : 0;
    length = length < SHOWN_PATH ? length : SHOWN_PATH;
    memcpy(detail, path, length);
    detail[length] = '\0';
    memcpy(detail + length + 1, numbers, sizeof *numbers);
    call_end_detail(call, (uint64_t)modified, detail,
                    result ? length : length + 1 + sizeof *numbers, (int)-result);
}

static long stat_at(struct call call, int at, const char *path, struct stat *status, int flags)
{
    struct inode_place place = {at, path, flags | AT_NO_AUTOMOUNT};
    long result = call.mode >= MODE_PIN ? look_as_stat(&call, &place, status)
                                        : sys4(SYS_newfstatat, at, path, status, flags);
    struct numbers numbers = {0};
    if (result == 0)
        numbers = (struct numbers){status->st_ino, status->st_dev, (uint64_t)status->st_size};
    end_look(&call, path, result ? 0 : timespec_ns(&status->st_mtim), &numbers, result);
    return result;
}

WRAP(int, fstatat, int at, const char *path, struct stat *status, int flags)
{
    return (int)deliver(stat_at(CALL_BEGIN(fstatat, stat), at, path, status, flags));
}
WRAP_ALIAS(fstatat64, fstatat)

/*
 * libc looks at its own streams and directories, and tells nobody: that is no event.  But it
 * compares a directory with the entries of another, and a terminal with those of /dev: getcwd(3),
 * ttyname(3).
 */
static long look_for_libc(int fd, struct stat *status)
{
    const struct call call = {.mode = lib.mode[SOURCE_stat]};
    const struct inode_place place = {fd, "", AT_EMPTY_PATH};
    long result = sys4(SYS_newfstatat, fd, "", status, AT_EMPTY_PATH);
    bool compares = result == 0 && (S_ISDIR(status->st_mode) || S_ISCHR(status->st_mode));
    if (compares && call.mode >= MODE_PIN)
        return look_as_stat(&call, &place, status);
    return result;
}

WRAP(int, fstat, int fd, struct stat *status)
{
    if (is_of_libc(__builtin_return_address(0)))
        return (int)deliver(look_for_libc(fd, status));
    struct call call = CALL_BEGIN(fstat, stat);
    return (int)deliver(fd < 0 ? -EBADF : stat_at(call, fd, "", status, AT_EMPTY_PATH));
}
WRAP_ALIAS(fstat64, fstat)

WRAP(int, stat, const char *path, struct stat *status)
{
    return (int)deliver(stat_at(CALL_BEGIN(stat, stat), AT_FDCWD, path, status, 0));
}
WRAP_ALIAS(stat64, stat)

WRAP(int, lstat, const char *path, struct stat *status)
{
    struct call call = CALL_BEGIN(lstat, stat);
    return (int)deliver(stat_at(call, AT_FDCWD, path, status, AT_SYMLINK_NOFOLLOW));
}
WRAP_ALIAS(lstat64, lstat)

WRAP(int, statx, int at, const char *restrict path, int flags, unsigned mask,
     struct statx *restrict status)
{
    struct call call = CALL_BEGIN(statx, stat);
    struct inode_place place = {at, path ? path : "", flags};
    bool shown = call.mode >= MODE_PIN && path && status;
    long result = shown ? look(&call, &place, mask | NEEDED, status)
                        : sys5(SYS_statx, at, path, flags, mask, status);
    struct numbers numbers = {0};
    int64_t modified = 0;
    if (result == 0) {
        numbers =
            (struct numbers){status->stx_ino, makedev(status->stx_dev_major, status->stx_dev_minor),
                             status->stx_size};
        modified = status->stx_mtime.tv_sec * CLOCK_SECOND + status->stx_mtime.tv_nsec;
    }
    end_look(&call, path, modified, &numbers, result);
    return (int)deliver(result);
}

/* The first argument is the version of struct stat, which on x86-64 is the kernel's own. */
WRAP_UNCHECKED(int, __xstat, int version, const char *path, struct stat *status)
{
    (void)version;
    return wrap_stat(path, status);
}
WRAP_ALIAS(__xstat64, __xstat)

WRAP_UNCHECKED(int, __lxstat, int version, const char *path, struct stat *status)
{
    (void)version;
    return wrap_lstat(path, status);
}
WRAP_ALIAS(__lxstat64, __lxstat)

WRAP_UNCHECKED(int, __fxstat, int version, int fd, struct stat *status)
{
    (void)version;
    return wrap_fstat(fd, status);
}
WRAP_ALIAS(__fxstat64, __fxstat)

WRAP_UNCHECKED(int, __fxstatat, int version, int at, const char *path, struct stat *status,
               int flags)
{
    (void)version;
    return wrap_fstatat(at, path, status, flags);
}
WRAP_ALIAS(__fxstatat64, __fxstatat)

/* --- writing --- */

static long set_times(int at, const char *path, const struct timespec *times, int flags)
{
    enum mode mode = lib.mode[SOURCE_stat];
    if (lib.ready && mode >= MODE_PIN && !(lib.config->flags & RUN_FLAG_UTIME))
        return filetime_set(at, path, times, flags, mode == MODE_VARY);
    return sys4(SYS_utimensat, at, path, times, flags);
}

/* Microseconds out of range are EINVAL, as nanoseconds would be: utimes(2). */
static long set_timevals(int at, const char *path, const struct timeval *given, int flags)
{
    if (!given)
        return set_times(at, path, NULL, flags);
    struct timespec times[2];
    for (int i = 0; i < 2; i++) {
        if (given[i].tv_usec < 0 || given[i].tv_usec >= 1000000)
            return -EINVAL;
        times[i] = (struct timespec){given[i].tv_sec, given[i].tv_usec * 1000};
    }
    return set_times(at, path, times, flags);
}

WRAP(int, utimensat, int at, const char *path, const struct timespec times[2], int flags)
{
    return (int)deliver(path ? set_times(at, path, times, flags) : -EINVAL);
}

WRAP(int, futimens, int fd, const struct timespec times[2])
{
    return (int)deliver(fd < 0 ? -EBADF : set_times(fd, NULL, times, 0));
}

WRAP(int, utimes, const char *path, const struct timeval times[2])
{
    return (int)deliver(set_timevals(AT_FDCWD, path, times, 0));
}

WRAP(int, lutimes, const char *path, const struct timeval times[2])
{
    return (int)deliver(set_timevals(AT_FDCWD, path, times, AT_SYMLINK_NOFOLLOW));
}

WRAP(int, futimes, int fd, const struct timeval times[2])
{
    return (int)deliver(fd < 0 ? -EBADF : set_timevals(fd, NULL, times, 0));
}

WRAP(int, futimesat, int at, const char *path, const struct timeval times[2])
{
    return (int)deliver(set_timevals(at, path, times, 0));
}

WRAP(int, utime, const char *path, const struct utimbuf *given)
{
    struct timespec times[2];
    if (given) {
        times[0] = (struct timespec){given->actime, 0};
        times[1] = (struct timespec){given->modtime, 0};
    }
    return (int)deliver(set_times(AT_FDCWD, path, given ? times : NULL, 0));
}
