#include <ctype.h>
#include "timetext.h"

static struct cursor cursor_at(const struct scan *scan, size_t at)
{
    return (struct cursor){scan->bytes, at, scan->length};
}

static bool is_digit_at(const struct scan *scan, size_t at)
{
    return at < scan->length && isdigit((unsigned char)scan->bytes[at]);
}

/* Numbers cannot be told from parts of longer ones unless they begin here. */
static bool starts_number(const struct scan *scan, size_t at)
{
    return is_digit_at(scan, at) && (at == 0 || !is_digit_at(scan, at - 1));
}

/* --- 2020-01-31, 2020/01/31, 2020.01.31, and a time behind it --- */

static bool take_time(struct cursor *cursor, struct clock_text *clock)
{
    struct cursor ahead = *cursor;
    if (!cursor_take(&ahead, "Tt _-:") || !cursor_clock(&ahead, clock))
        return false;
    cursor_zone(&ahead, &clock->east);
    *cursor = ahead;
    return true;
}

static bool scan_year_first(struct scan *scan, size_t at)
{
    struct cursor cursor = cursor_at(scan, at);
    struct date date;
    struct clock_text clock;
    if (!cursor_number(&cursor, 4, 4, &date.year))
        return false;
    char separator[2] = {cursor_byte(&cursor), '\0'};
    if (!cursor_take(&cursor, "-/._:") || !cursor_number(&cursor, 1, 2, &date.month) ||
        !cursor_take(&cursor, separator) || !cursor_number(&cursor, 1, 2, &date.day) ||
        is_digit_at(scan, cursor.at))
        return false;
    bool timed = take_time(&cursor, &clock);
    report_date(scan, at, cursor.at, &date, timed ? &clock : NULL,
                timed ? "RFC 3339 date and time" : "ISO 8601 date");
    return true;
}

/* --- 01/31/2020, 31.01.20: both readings --- */

static void scan_year_last(struct scan *scan, size_t at)
{
    struct cursor cursor = cursor_at(scan, at);
    struct clock_text clock;
    unsigned first, second, year;
    if (!cursor_number(&cursor, 1, 2, &first))
        return;
    char separator[2] = {cursor_byte(&cursor), '\0'};
    if (!cursor_take(&cursor, "/.-") || !cursor_number(&cursor, 1, 2, &second) ||
        !cursor_take(&cursor, separator) || !cursor_number(&cursor, 2, 4, &year) ||
        is_digit_at(scan, cursor.at))
        return;
    cursor_take(&cursor, ",");
    bool timed = take_time(&cursor, &clock);
    struct date american = {full_year(year), first, second};
    struct date european = {full_year(year), second, first};
    report_date(scan, at, cursor.at, &american, timed ? &clock : NULL, "MM/DD/YY date");
    report_date(scan, at, cursor.at, &european, timed ? &clock : NULL, "DD/MM/YY date");
}

/* --- digits alone: 20200131, 20200131T235959Z, 200131235959Z --- */

static size_t digits_at(const struct scan *scan, size_t at)
{
    size_t digits = 0;
    while (is_digit_at(scan, at + digits))
        digits++;
    return digits;
}

static bool take_compact_clock(struct cursor *cursor, size_t digits, struct clock_text *clock)
{
    *clock = (struct clock_text){.has_second = digits == 6};
    if ((digits != 4 && digits != 6) || !cursor_number(cursor, 2, 2, &clock->hour) ||
        !cursor_number(cursor, 2, 2, &clock->minute))
        return false;
    if (clock->has_second)
        cursor_number(cursor, 2, 2, &clock->second);
    if (clock->hour > 23 || clock->minute > 59 || clock->second > 60)
        return false;
    cursor_zone(cursor, &clock->east);
    return true;
}

static void report_compact(struct scan *scan, size_t at, unsigned year_digits, size_t digits)
{
    struct cursor cursor = cursor_at(scan, at);
    struct clock_text clock;
    struct date date;
    cursor_number(&cursor, year_digits, year_digits, &date.year);
    cursor_number(&cursor, 2, 2, &date.month);
    cursor_number(&cursor, 2, 2, &date.day);
    date.year = full_year(date.year);
    size_t rest = digits - year_digits - 4, date_end = cursor.at;
    if (rest == 0 && cursor_take(&cursor, "Tt_-. "))
        rest = digits_at(scan, cursor.at);
    if (take_compact_clock(&cursor, rest, &clock))
        report_date(scan, at, cursor.at, &date, &clock, "compact date and time");
    else if (digits == year_digits + 4)
        report_date(scan, at, date_end, &date, NULL, "compact date");
}

static void scan_compact(struct scan *scan, size_t at)
{
    size_t digits = digits_at(scan, at);
    if (digits == 8 || digits == 12 || digits == 14)
        report_compact(scan, at, 4, digits);
    if (digits == 6 || digits == 10 || digits == 12)
        report_compact(scan, at, 2, digits);
}

void scan_dates(struct scan *scan)
{
    for (size_t at = 0; at < scan->length && at <= scan->to && !scan->stopped; at++) {
        if (!starts_number(scan, at))
            continue;
        scan_compact(scan, at);
        if (!scan_year_first(scan, at))
            scan_year_last(scan, at);
    }
}

/* --- 23:59:59, the date unknown --- */

void scan_times(struct scan *scan)
{
    for (size_t at = 0; at < scan->length && at <= scan->to && !scan->stopped; at++) {
        struct cursor cursor = cursor_at(scan, at);
        struct clock_text clock;
        if (!starts_number(scan, at) || !cursor_clock(&cursor, &clock))
            continue;
        cursor_zone(&cursor, &clock.east);
        int64_t seconds = (int64_t)clock.hour * 3600 + clock.minute * 60 + clock.second;
        seconds -= clock.east;
        scan_report(scan, (struct form){.kind = FORM_DAYTIME,
                                        .value = ((seconds % 86400) + 86400) % 86400,
                                        .offset = at,
                                        .length = cursor.at - at,
                                        .name = "time of day",
                                        .weight = clock.has_second ? 2 : 1});
    }
}
