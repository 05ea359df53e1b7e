#include <ctype.h>
#include <string.h>
#include "calendar.h"
#include "timetext.h"

/* Dates that name the month; `at` is where the name begins, `cursor` stands behind it. */

static bool is_digit_at(const struct scan *scan, size_t at)
{
    return isdigit((unsigned char)scan->bytes[at]);
}

static bool is_any_of(char byte, const char *bytes)
{
    return byte && strchr(bytes, byte);
}

/* Where the weekday in front begins ("Wed, "), or `at` if there is none. */
static size_t weekday_before(const struct scan *scan, size_t at)
{
    size_t end = at;
    while (end > 0 && is_any_of(scan->bytes[end - 1], " ,"))
        end--;
    size_t start = end;
    while (start > 0 && isalpha((unsigned char)scan->bytes[start - 1]))
        start--;
    return start < end && calendar_weekday(scan->bytes + start, end - start) ? start : at;
}

/* One or two digits and a separator in front of the month; where they begin. */
static bool day_before(const struct scan *scan, size_t at, unsigned *day, size_t *start)
{
    if (at < 2 || !is_any_of(scan->bytes[at - 1], " -/.") || !is_digit_at(scan, at - 2))
        return false;
    *start = at - 2;
    if (*start > 0 && is_digit_at(scan, *start - 1))
        --*start;
    if (*start > 0 && is_digit_at(scan, *start - 1))
        return false;
    struct cursor cursor = {scan->bytes, *start, scan->length};
    return cursor_number(&cursor, 1, 2, day);
}

static bool take_year(struct cursor *cursor, unsigned *year)
{
    struct cursor ahead = *cursor;
    while (cursor_take(&ahead, " ,-/"))
        ;
    struct cursor behind = ahead;
    if (!cursor_number(&behind, 2, 4, year) || isdigit((unsigned char)cursor_byte(&behind)))
        return false;
    if (*year < 100 && cursor_byte(&behind) == ':') /* an hour */
        return false;
    *year = full_year(*year);
    *cursor = behind;
    return true;
}

static bool take_time(struct cursor *cursor, struct clock_text *clock)
{
    struct cursor ahead = *cursor;
    while (cursor_take(&ahead, " ,:T"))
        ;
    if (!cursor_clock(&ahead, clock))
        return false;
    *cursor = ahead;
    return true;
}

/* 31 Jan 2020 23:59:59 +0000: RFC 2822, HTTP, web logs, date(1). */
static bool scan_day_first(struct scan *scan, size_t at, struct cursor cursor, unsigned month)
{
    struct date date = {.month = month};
    struct clock_text clock;
    size_t start;
    if (!day_before(scan, at, &date.day, &start) || !take_year(&cursor, &date.year))
        return false;
    bool timed = take_time(&cursor, &clock);
    if (timed)
        cursor_zone(&cursor, &clock.east);
    report_date(scan, weekday_before(scan, start), cursor.at, &date, timed ? &clock : NULL,
                timed ? "RFC 2822 date and time" : "date");
    return true;
}

/* Jan 31 2020, January 31, 2020 23:59:59: __DATE__, prose. */
static bool scan_month_year(struct scan *scan, size_t start, struct cursor cursor, struct date date)
{
    struct clock_text clock;
    if (!take_year(&cursor, &date.year))
        return false;
    bool timed = take_time(&cursor, &clock);
    if (timed)
        cursor_zone(&cursor, &clock.east);
    report_date(scan, start, cursor.at, &date, timed ? &clock : NULL,
                timed ? "date and time" : "date");
    return true;
}

/* Fri Jan 31 23:59:59 [UTC] 2020 [+0000]: ctime(3), date(1), git. */
static void scan_month_time(struct scan *scan, size_t start, struct cursor cursor, struct date date)
{
    struct clock_text clock;
    if (!take_time(&cursor, &clock))
        return;
    cursor_zone(&cursor, &clock.east);
    if (!take_year(&cursor, &date.year))
        return;
    cursor_zone(&cursor, &clock.east);
    report_date(scan, start, cursor.at, &date, &clock, "ctime date and time");
}

static void scan_month(struct scan *scan, size_t at)
{
    struct cursor cursor = {scan->bytes, at, scan->length};
    struct date date = {0};
    size_t length;
    date.month = calendar_month(scan->bytes + at, scan->length - at, &length);
    if (!date.month)
        return;
    cursor.at += length;
    cursor_take(&cursor, ".");
    if (scan_day_first(scan, at, cursor, date.month))
        return;
    while (cursor_take(&cursor, " -"))
        ;
    if (!cursor_number(&cursor, 1, 2, &date.day))
        return;
    size_t start = weekday_before(scan, at);
    if (!scan_month_year(scan, start, cursor, date))
        scan_month_time(scan, start, cursor, date);
}

#define DAY_FIRST 8 /* bytes between a weekday or a day that differs and the month's name */

void scan_months(struct scan *scan)
{
    size_t last = scan->to + DAY_FIRST;
    for (size_t at = 0; at < scan->length && at <= last && !scan->stopped; at++) {
        bool starts = isalpha((unsigned char)scan->bytes[at]) &&
                      (at == 0 || !isalpha((unsigned char)scan->bytes[at - 1]));
        if (starts)
            scan_month(scan, at);
    }
}
