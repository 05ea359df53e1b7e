/*
 * Dates as days since the epoch, in the Gregorian calendar; zones as seconds east of Greenwich.
 * No time zone database, no locale.
 */
#ifndef PARIBUS_CALENDAR_H
#define PARIBUS_CALENDAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A date that exists, between 1970 and 2199. */
bool calendar_is_date(unsigned year, unsigned month, unsigned day);
int64_t calendar_days(unsigned year, unsigned month, unsigned day);

/* The month whose English name, whole or of three letters, begins at `text`; 0: none. */
unsigned calendar_month(const char *text, size_t left, size_t *length);

/* The length of an English name of a weekday, whole or of three letters; 0: none. */
size_t calendar_weekday(const char *text, size_t left);

/* A zone by its letters ("UTC", "Z", "CEST"); the length of the name, 0: none known. */
size_t calendar_zone(const char *text, size_t left, int *east);

#endif
