/*
 * Local time: what offset from UTC a zone has, and so which moment a calendar and a clock on the
 * wall mean.  Reads the files of tzfile(5) and the rules of TZ, tzset(3); knows no names of zones
 * and does not ask libc, which takes a lock for it and reads the environment.
 */
#ifndef PARIBUS_ZONE_H
#define PARIBUS_ZONE_H

#include <stdbool.h>
#include <stdint.h>

/* Seconds since the epoch of a local time given as if it were UTC; `tz` is TZ's value or NULL. */
int64_t zone_moment(const char *tz, int64_t local);

/*
 * The offset to the east of UTC at a moment by a rule such as "CET-1CEST,M3.5.0,M10.5.0/3"; false:
 * the text is none.
 */
bool zone_rule(const char *rule, int64_t moment, int64_t *east);

#endif
