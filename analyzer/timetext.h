/*
 * A cursor over text that reads the pieces dates are made of, and what a date and a time together
 * stand for.  Private to forms_date.c and forms_month.c.
 */
#ifndef PARIBUS_TIMETEXT_H
#define PARIBUS_TIMETEXT_H

#include "scan.h"

struct cursor {
    const char *bytes;
    size_t at, end;
};

struct clock_text {
    unsigned hour, minute, second;
    unsigned places; /* digits of a fraction */
    bool has_second;
    int64_t ns;
    int east; /* seconds east of Greenwich */
};

struct date {
    unsigned year, month, day;
};

static inline char cursor_byte(const struct cursor *cursor)
{
    return cursor->at < cursor->end ? cursor->bytes[cursor->at] : '\0';
}

/* Each leaves the cursor alone if it returns false. */
bool cursor_take(struct cursor *cursor, const char *any_of);
bool cursor_number(struct cursor *cursor, unsigned least, unsigned most, unsigned *number);

/* 23:59, 23:59:59, 23:59:59.123, 11:59:59 PM; the zone is left alone. */
bool cursor_clock(struct cursor *cursor, struct clock_text *clock);

/* Z, +0100, -01:00, CET, with a space in front or none. */
bool cursor_zone(struct cursor *cursor, int *east);

/* Two digits are taken for 20xx. */
unsigned full_year(unsigned year);

/* Reports a date, with the time of day unless `clock` is NULL. */
void report_date(struct scan *scan, size_t start, size_t end, const struct date *date,
                 const struct clock_text *clock, const char *name);

#endif
