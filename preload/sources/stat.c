/*
 * stat: what is told of a file besides its content.  stat(2), statx(2), utimensat(2).
 *
 * Inode and device numbers: inode.h.  Sizes of directories and blocks in use, which are the file
 * system's business, follow from the size alone.
 *
 * Times, against the pinned clock.
 *
 * Files written during the run are shown in the half second before the clock's start C, in order;
 * so they are older than every reading of the clock and the same to the second in every run.  Files
 * that were there before are left alone, as the same inputs of every run, unless C itself lies in
 * the past and they would lie in the future: then they are squeezed into the half second before
 * that, in order as well.  The resolution falls with the distance from the start of the run (a
 * ten-millionth of it).  The way back is taken when a program sets a time it has read, so that
 * copying a file's time keeps it.
 */
#include "../call.h"
#include "../clock.h"
#include "../inode.h"
#include "../wrap.h"
#include "../banned.h"
#include <sys/sysmacros.h>

#define HALF      (CLOCK_SECOND / 2)
#define MANTISSA  23
#define EXPONENTS 59 /* 2^59 ns: 18 years */
#define DAY       (86400 * CLOCK_SECOND)
/* A varied time of a file written during the run lies 404 days back: never in the future. */
#define VARY_BACK (404 * DAY)

/* Where the squeezed times begin. */
static int64_t start(void)
{
    return lib.config->clock_start - CLOCK_SECOND;
}

/* A distance as exponent and 23 bits of mantissa: monotone, and invertible to its own grid. */
static int64_t compress(uint64_t distance)
{
    if (distance < 1)
        return 0;
    int exponent = 63 - __builtin_clzll(distance);
    if (exponent >= EXPONENTS)
        return (int64_t)EXPONENTS << MANTISSA;
    uint64_t fraction = distance - (1ULL << exponent);
    uint64_t bits = exponent >= MANTISSA ? fraction >> (exponent - MANTISSA)
                                         : fraction << (MANTISSA - exponent);
    return ((int64_t)exponent << MANTISSA) + (int64_t)bits;
}

static uint64_t expand(int64_t value)
{
    int exponent = (int)(value >> MANTISSA);
    uint64_t bits = (uint64_t)value & ((1ULL << MANTISSA) - 1);
    uint64_t fraction =
        exponent >= MANTISSA ? bits << (exponent - MANTISSA) : bits >> (MANTISSA - exponent);
    return (1ULL << exponent) + fraction;
}

/* Whether the clock starts before the run does, so that older files would be newer than it. */
static bool clock_is_past(void)
{
    return lib.config->clock_start <= lib.config->file_epoch;
}

/* Real time of a file to the time shown. */
static int64_t squeeze(int64_t real)
{
    int64_t epoch = lib.config->file_epoch;
    if (real > epoch + DAY)
        return real; /* no file of this run: a date somebody set */
    if (real >= epoch)
        return start() + HALF + compress((uint64_t)(real - epoch) + 1);
    if (!clock_is_past() || real <= start())
        return real;
    return start() + HALF - compress((uint64_t)(epoch - real)) - 1;
}

/* And back: the real time that is shown as `shown`. */
static int64_t unsqueeze(int64_t shown)
{
    int64_t epoch = lib.config->file_epoch, offset = shown - start();
    if (offset > 0 && offset < HALF && clock_is_past())
        return epoch - (int64_t)expand(HALF - 1 - offset);
    if (offset >= HALF && offset < CLOCK_SECOND)
        return epoch + (int64_t)expand(offset - HALF) - 1;
    return shown;
}

/* Whether a shown time is one of this run. */
static bool is_of_run(int64_t shown)
{
    return shown >= start() + HALF && shown < start() + CLOCK_SECOND;
}

static bool ticking(void)
{
    return lib.config->clock_kind == CLOCK_TICK;
}

static void show(const struct call *call, int64_t *seconds, int64_t *nanoseconds)
{
    int64_t time = *seconds * CLOCK_SECOND + *nanoseconds;
    time = ticking() ? squeeze(time) : clock_from_real(CLOCK_REALTIME, time);
    if (call->mode == MODE_VARY && is_of_run(time))
        time -= VARY_BACK;
    struct timespec shown = ns_timespec(time);
    *seconds = shown.tv_sec;
    *nanoseconds = shown.tv_nsec;
}

/* --- reading --- */

#define BLOCK            4096u
#define DIRECTORY_SIZE   4096u
#define VARIED_DIRECTORY 12288u
#define VARIED_MINOR     77u

/* Most files were there before, and are shown as they are. */
static bool stays(int64_t seconds)
{
    return ticking() && !clock_is_past() && seconds < lib.config->file_epoch / CLOCK_SECOND;
}

static void show_times(const struct call *call, struct statx *status)
{
    struct statx_timestamp *times[] = {&status->stx_mtime, &status->stx_atime, &status->stx_ctime,
                                       &status->stx_btime};
    size_t count = status->stx_mask & STATX_BTIME ? 4 : 3;
    for (size_t i = 0; i < count; i++) {
        int64_t seconds = times[i]->tv_sec, nanoseconds = times[i]->tv_nsec;
        if (stays(seconds))
            continue;
        show(call, &seconds, &nanoseconds);
        times[i]->tv_sec = seconds;
        times[i]->tv_nsec = (uint32_t)nanoseconds;
    }
}

static void show_numbers(bool varied, struct statx *status, const struct inode_place *place)
{
    status->stx_ino = inode_number(status, place, varied);
    uint32_t minor = inode_minor(status->stx_dev_major, status->stx_dev_minor);
    status->stx_dev_minor = minor + (varied && minor != status->stx_dev_minor ? VARIED_MINOR : 0);
}

/* A file with holes looks like one without: where they are is the file system's choice. */
static void show_sizes(bool varied, struct statx *status)
{
    mode_t type = status->stx_mode & S_IFMT;
    if (type == S_IFDIR)
        status->stx_size = varied ? VARIED_DIRECTORY : DIRECTORY_SIZE;
    if (type == S_IFDIR || type == S_IFREG)
        status->stx_blocks = (status->stx_size + BLOCK - 1) / BLOCK * (BLOCK / 512);
    status->stx_blksize = BLOCK;
}

#define MASK (STATX_BASIC_STATS | STATX_BTIME)

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

/* What the kernel says of it, with the birth it needs, shown in the mode of the call. */
static long look(const struct call *call, const struct inode_place *place, unsigned mask,
                 struct statx *status)
{
    long result = sys5(SYS_statx, place->at, place->path, place->flags, mask, status);
    if (result == -ENOSYS || result == -EPERM)
        result = look_without_statx(place, status);
    if (result != 0)
        return result;
    bool varied = call->mode == MODE_VARY;
    if (status->stx_mask & STATX_INO)
        show_numbers(varied, status, place);
    show_sizes(varied, status);
    show_times(call, status);
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
    if (!place->path || !status)
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
    size_t length = path ? text_length(path) : 0;
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

/* libc looks at its own streams and directories, and tells nobody: that is no event. */
static bool asked_by_libc(const void *caller)
{
    return (uintptr_t)caller - lib.libc_text < lib.libc_size;
}

WRAP(int, fstat, int fd, struct stat *status)
{
    if (asked_by_libc(__builtin_return_address(0)))
        return (int)deliver(sys4(SYS_newfstatat, fd, "", status, AT_EMPTY_PATH));
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
    unsigned more = mask & STATX_INO ? STATX_CTIME | STATX_BTIME : 0;
    bool shown = call.mode >= MODE_PIN && path && status;
    long result = shown ? look(&call, &place, mask | more, status)
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

static struct timespec real_time(struct timespec given)
{
    if (given.tv_nsec == UTIME_NOW || given.tv_nsec == UTIME_OMIT)
        return given;
    int64_t time = timespec_ns(&given);
    if (lib.mode[SOURCE_stat] == MODE_VARY && is_of_run(time + VARY_BACK))
        time += VARY_BACK;
    if (!ticking())
        return ns_timespec(clock_to_real(CLOCK_REALTIME, time));
    if (time >= start() + CLOCK_SECOND && time <= clock_now())
        return (struct timespec){0, UTIME_NOW}; /* the program's idea of now */
    return ns_timespec(unsqueeze(time));
}

static long set_times(int at, const char *path, const struct timespec *times, int flags)
{
    struct timespec real[2];
    if (times && lib.ready && lib.mode[SOURCE_stat] >= MODE_PIN) {
        real[0] = real_time(times[0]);
        real[1] = real_time(times[1]);
        times = real;
    }
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
