#include "filetime.h"
#include "clock.h"
#include "stamp.h"
#include "banned.h"

#define HALF      (CLOCK_SECOND / 2)
#define MANTISSA  23
#define EXPONENTS 59 /* 2^59 ns: 18 years */
#define DAY       (86400 * CLOCK_SECOND)
/*
 * A varied time of a file written during the run lies 403 days, 13 h, 1 min and 1 s back: never in
 * the future, and what of it is even is odd: docs/varied.md.
 */
#define VARY_BACK (403 * DAY + 46861 * CLOCK_SECOND)

static bool ticking(void)
{
    return lib.config->clock_kind == CLOCK_TICK && !lib.alone;
}

/* Where the times of the past begin, and half a second later those of the run. */
static int64_t start(void)
{
    return lib.config->clock_start - CLOCK_SECOND;
}

/* --- files of the run: a microsecond for each, and a nanosecond where that would not do --- */

#define SPACIOUS 400000

static int64_t stamp_offset(struct stamp stamp)
{
    if (stamp.number < SPACIOUS)
        return (int64_t)stamp.number * STAMP_CHANGES + stamp.changes;
    return (int64_t)SPACIOUS * STAMP_CHANGES + (stamp.number - SPACIOUS);
}

static struct stamp stamp_at(int64_t offset)
{
    const int64_t spacious = (int64_t)SPACIOUS * STAMP_CHANGES;
    if (offset < spacious)
        return (struct stamp){(uint32_t)(offset / STAMP_CHANGES),
                              (uint32_t)(offset % STAMP_CHANGES), false};
    return (struct stamp){(uint32_t)(SPACIOUS + offset - spacious), 0, false};
}

/* A time long after the run is a date somebody set. */
static bool is_of_run(int64_t real)
{
    return real >= lib.config->file_epoch && real <= lib.config->file_epoch + DAY;
}

static bool shows_run(int64_t shown)
{
    return shown >= start() + HALF && shown < start() + CLOCK_SECOND;
}

/* --- files that were there before, where the clock starts in the past --- */

static bool clock_is_past(void)
{
    return lib.config->clock_start <= lib.config->file_epoch;
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

static int64_t squeeze(int64_t real)
{
    int64_t epoch = lib.config->file_epoch;
    if (real >= epoch || !clock_is_past() || real <= start())
        return real;
    return start() + HALF - compress((uint64_t)(epoch - real)) - 1;
}

static int64_t unsqueeze(int64_t shown)
{
    int64_t offset = shown - start();
    if (offset > 0 && offset < HALF && clock_is_past())
        return lib.config->file_epoch - (int64_t)expand(HALF - 1 - offset);
    return shown;
}

/* --- showing --- */

bool filetime_stays(const struct statx *status)
{
    int64_t epoch = lib.config->file_epoch / CLOCK_SECOND;
    return ticking() && !clock_is_past() && status->stx_mtime.tv_sec < epoch &&
           status->stx_atime.tv_sec < epoch && status->stx_ctime.tv_sec < epoch &&
           (!(status->stx_mask & STATX_BTIME) || status->stx_btime.tv_sec < epoch);
}

/*
 * When a file of the run was written.  When it was read depends on how fast things went: that is
 * shown as the same time, or, of a file written before the run, as its start.
 */
static struct stamp written(const struct statx *status, int64_t modified)
{
    mode_t mode = status->stx_mode;
    bool ordered = S_ISREG(mode) || S_ISDIR(mode) || S_ISLNK(mode);
    return ordered && is_of_run(modified) ? stamp_of(status, modified) : (struct stamp){0};
}

static int64_t shown(int64_t real, struct stamp stamp, bool varied)
{
    if (!ticking())
        return clock_from_real(CLOCK_REALTIME, real);
    if (!is_of_run(real))
        return squeeze(real);
    return start() + HALF + stamp_offset(stamp) - (varied ? VARY_BACK : 0);
}

static int64_t nanoseconds(const struct statx_timestamp *time)
{
    return time->tv_sec * CLOCK_SECOND + time->tv_nsec;
}

static void put(struct statx_timestamp *to, int64_t time)
{
    struct timespec split = ns_timespec(time);
    to->tv_sec = split.tv_sec;
    to->tv_nsec = (uint32_t)split.tv_nsec;
}

/* A change of owner or mode comes after the file was written, at the time of the clock. */
static void show_alteration(const struct statx *found, struct statx_timestamp *changed, bool varied)
{
    int64_t altered = stamp_alteration(found) - (varied ? VARY_BACK : 0);
    if (altered > nanoseconds(changed))
        put(changed, altered);
}

void filetime_show(const struct statx *found, struct statx *status, bool varied)
{
    enum { GIVEN = 2 }; /* so many of them can be set */
    const struct statx_timestamp *real[] = {&found->stx_mtime, &found->stx_atime, &found->stx_ctime,
                                            &found->stx_btime};
    struct statx_timestamp *times[] = {&status->stx_mtime, &status->stx_atime, &status->stx_ctime,
                                       &status->stx_btime};
    size_t count = found->stx_mask & STATX_BTIME ? 4 : 3;
    struct stamp stamp = {0};
    if (ticking())
        stamp = written(found, nanoseconds(real[0]));
    for (size_t i = 0; i < count; i++)
        put(times[i], shown(nanoseconds(real[i]), stamp, varied && !(stamp.given && i < GIVEN)));
    if (ticking() && is_of_run(nanoseconds(&found->stx_ctime)))
        show_alteration(found, &status->stx_ctime, varied);
}

/* --- setting --- */

enum meaning {
    MEANS_TIME,  /* a date, or a file that was there before */
    MEANS_NOW,   /* the program's idea of now */
    MEANS_STAMP, /* a file of the run */
    MEANS_OMIT,
};

struct setting {
    enum meaning meaning;
    struct timespec real;
    struct stamp stamp;
};

static struct setting of_run(int64_t offset, bool given)
{
    struct stamp stamp = stamp_at(offset);
    stamp.given = given;
    int64_t real = stamp_real(&stamp);
    real = real ? real : lib.config->file_epoch + offset;
    return (struct setting){MEANS_STAMP, ns_timespec(real), stamp};
}

/*
 * The program's idea of now.  The very start of a clock in the past is a date somebody set:
 * touch -d "@$SOURCE_DATE_EPOCH".
 */
static bool is_now(int64_t time)
{
    int64_t first = start() + CLOCK_SECOND;
    return time >= first && time <= clock_now() && !(time == first && clock_is_past());
}

static struct setting setting_of(struct timespec given, bool varied)
{
    if (given.tv_nsec == UTIME_OMIT)
        return (struct setting){MEANS_OMIT, given, {0}};
    if (given.tv_nsec == UTIME_NOW)
        return (struct setting){MEANS_NOW, given, {0}};
    int64_t time = timespec_ns(&given);
    if (clock_stands()) /* all files show the one moment: there is no way back */
        return (struct setting){MEANS_TIME, given, {0}};
    if (!ticking())
        return (struct setting){MEANS_TIME, ns_timespec(clock_to_real(CLOCK_REALTIME, time)), {0}};
    if (varied && shows_run(time + VARY_BACK))
        return of_run(time + VARY_BACK - start() - HALF, false);
    if (shows_run(time)) /* where times are varied only one that was given looks like this */
        return of_run(time - start() - HALF, varied);
    if (is_now(time))
        return (struct setting){MEANS_NOW, {0, UTIME_NOW}, {.given = true}};
    return (struct setting){MEANS_TIME, ns_timespec(unsqueeze(time)), {0}};
}

long filetime_set(int at, const char *path, const struct timespec *given, int flags, bool varied)
{
    static const struct timespec now[2] = {{0, UTIME_NOW}, {0, UTIME_NOW}};
    given = given ? given : now;
    struct setting setting[2] = {setting_of(given[0], varied), setting_of(given[1], varied)};
    struct timespec real[2] = {setting[0].real, setting[1].real};
    long result = sys4(SYS_utimensat, at, path, real, flags);
    enum meaning meaning = setting[1].meaning;
    if (result == 0 && ticking() && meaning == MEANS_NOW)
        stamp_set_now(at, path, flags, setting[1].stamp.given);
    else if (result == 0 && ticking() && meaning == MEANS_STAMP)
        stamp_set(at, path, flags, setting[1].stamp);
    return result;
}
