/*
 * What --time means.  Knows dates and durations (UTC, no time zones but explicit offsets); reads no
 * clock but in time_now.
 *
 *   2020-12-24T20:30:00Z  2020-12-24 20:30  2020-12-24  @1608841800.5   pinned there, ticking
 *   SOURCE_DATE_EPOCH=1608841800                                        the same
 *   @2020-12-24 20:30:00                                                starts there, then runs
 *   +2d  -1.5h  +90                                                     the real clock, moved
 *   %                                                                   a file's time, --follow
 * and after any of them, separated by a space:
 *   x2    virtual time passes twice as fast as real time
 *   i0.1  every reading moves it on by a tenth of a second
 * Units of a move: s m h d w y (a year is 365 days); none: seconds.
 */
#ifndef PARIBUS_TIMESPEC_H
#define PARIBUS_TIMESPEC_H

#include <stdbool.h>
#include <stdint.h>
#include "run.h"

/*
 * Where the clock stands when neither --time nor SOURCE_DATE_EPOCH says: 2033-05-18T03:33:20Z.
 * Later than any file, so that none has to be shown with another time than its own.
 */
#define TIME_DEFAULT_SECONDS 2000000000

/* What the clock moves on by with every reading, unless iSTEP says otherwise. */
#define TIME_DEFAULT_TICK 1000

/* start_ns: since the epoch, where the clock begins; offset_ns: that minus `now`, for CLOCK_RUN. */
struct time_setting {
    enum clock_kind kind;
    bool moved;   /* an offset was given */
    bool follows; /* a file's time is wanted */
    int64_t start_ns;
    int64_t offset_ns;
    int64_t tick_ns;
    int64_t rate, pace; /* see run_config */
};

/* The real clock, nanoseconds since the epoch. */
int64_t time_now(void);

/* Returns 0, or -EINVAL with *sentence (malloc'd) saying what is wrong with `spec`. */
int time_parse(const char *spec, int64_t now, struct time_setting *setting, char **sentence);

/* The setting without --time; `epoch` is the value of SOURCE_DATE_EPOCH, NULL if unset. */
int time_default(const char *epoch, struct time_setting *setting, char **sentence);

/*
 * What was moved is moved from `epoch` (the value of SOURCE_DATE_EPOCH, NULL if unset) instead of
 * from now, and ticks: then it is the same in every run.
 */
int time_anchor(const char *epoch, struct time_setting *setting, char **sentence);

#endif
