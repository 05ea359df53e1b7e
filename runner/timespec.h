/*
 * What --time means.  Knows dates and durations (UTC, no time zones but explicit offsets); reads no
 * clock but in time_now.
 *
 *   2020-12-24T20:30:00Z  2020-12-24 20:30  2020-12-24  @1608841800.5   pinned there, ticking
 *   @2020-12-24 20:30:00                                                starts there, then runs
 *   +2d  -1.5h  +90                                                     the real clock, moved
 * Units of a move: s m h d w y (a year is 365 days); none: seconds.
 */
#ifndef PARIBUS_TIMESPEC_H
#define PARIBUS_TIMESPEC_H

#include <stdint.h>
#include "run.h"

/*
 * Where the clock stands when neither --time nor SOURCE_DATE_EPOCH says: 2033-05-18T03:33:20Z.
 * Later than any file, so that none has to be shown with another time than its own.
 */
#define TIME_DEFAULT_SECONDS 2000000000

/* start_ns: since the epoch, where the clock begins; offset_ns: that minus `now`, for CLOCK_RUN. */
struct time_setting {
    enum clock_kind kind;
    int64_t start_ns;
    int64_t offset_ns;
};

/* The real clock, nanoseconds since the epoch. */
int64_t time_now(void);

/* Returns 0, or -EINVAL with *sentence (malloc'd) saying what is wrong with `spec`. */
int time_parse(const char *spec, int64_t now, struct time_setting *setting, char **sentence);

/* The setting without --time; `epoch` is the value of SOURCE_DATE_EPOCH, NULL if unset. */
int time_default(const char *epoch, struct time_setting *setting, char **sentence);

#endif
