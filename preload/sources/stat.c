/*
 * stat: file times against the pinned clock.  stat(2), statx(2), utimensat(2).
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
#include "../wrap.h"
#include "../banned.h"

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

static void show_stat(const struct call *call, struct stat *status)
{
    struct timespec *times[] = {&status->st_mtim, &status->st_atim, &status->st_ctim};
    for (size_t i = 0; i < 3 && call->mode >= MODE_PIN; i++) {
        int64_t seconds = times[i]->tv_sec, nanoseconds = times[i]->tv_nsec;
        show(call, &seconds, &nanoseconds);
        *times[i] = (struct timespec){seconds, nanoseconds};
    }
}

static long stat_at(struct call call, int at, const char *path, struct stat *status, int flags)
{
    long result = sys4(SYS_newfstatat, at, path, status, flags);
    if (result == 0)
        show_stat(&call, status);
    size_t length = lib.watch && path && *path ? text_length(path) : 0;
    call_end_detail(&call, result ? 0 : (uint64_t)timespec_ns(&status->st_mtim), path, length,
                    (int)-result);
    return result;
}

WRAP(int, fstatat, int at, const char *path, struct stat *status, int flags)
{
    return (int)deliver(stat_at(CALL_BEGIN(fstatat, stat), at, path, status, flags));
}
WRAP_ALIAS(fstatat64, fstatat)

WRAP(int, fstat, int fd, struct stat *status)
{
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

static void show_statx(const struct call *call, struct statx *status)
{
    struct statx_timestamp *times[] = {&status->stx_mtime, &status->stx_atime, &status->stx_ctime,
                                       &status->stx_btime};
    for (size_t i = 0; i < 4 && call->mode >= MODE_PIN; i++) {
        int64_t seconds = times[i]->tv_sec, nanoseconds = times[i]->tv_nsec;
        if (i == 3 && !(status->stx_mask & STATX_BTIME))
            break;
        show(call, &seconds, &nanoseconds);
        times[i]->tv_sec = seconds;
        times[i]->tv_nsec = (uint32_t)nanoseconds;
    }
}

WRAP(int, statx, int at, const char *restrict path, int flags, unsigned mask,
     struct statx *restrict status)
{
    struct call call = CALL_BEGIN(statx, stat);
    long result = sys5(SYS_statx, at, path, flags, mask, status);
    if (result == 0)
        show_statx(&call, status);
    int64_t value =
        result ? 0 : status->stx_mtime.tv_sec * CLOCK_SECOND + status->stx_mtime.tv_nsec;
    size_t length = lib.watch && path && *path ? text_length(path) : 0;
    call_end_detail(&call, (uint64_t)value, path, length, (int)-result);
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
