#include "timetext.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>
#include "calendar.h"

static bool is_digit(char byte)
{
    return isdigit((unsigned char)byte);
}

bool cursor_take(struct cursor *cursor, const char *any_of)
{
    char byte = cursor_byte(cursor);
    if (!byte || !strchr(any_of, byte))
        return false;
    cursor->at++;
    return true;
}

bool cursor_number(struct cursor *cursor, unsigned least, unsigned most, unsigned *number)
{
    struct cursor ahead = *cursor;
    unsigned value = 0, digits = 0;
    for (; digits < most && is_digit(cursor_byte(&ahead)); digits++)
        value = value * 10 + (unsigned)(ahead.bytes[ahead.at++] - '0');
    if (digits < least)
        return false;
    *number = value;
    *cursor = ahead;
    return true;
}

static void take_fraction(struct cursor *cursor, struct clock_text *clock)
{
    struct cursor ahead = *cursor;
    int64_t unit = 1000000000;
    if (!cursor_take(&ahead, ".,") || !is_digit(cursor_byte(&ahead)))
        return;
    for (; is_digit(cursor_byte(&ahead)); ahead.at++, clock->places++) {
        unit /= 10;
        clock->ns += unit * (cursor_byte(&ahead) - '0');
    }
    *cursor = ahead;
}

static void take_half(struct cursor *cursor, struct clock_text *clock)
{
    struct cursor ahead = *cursor;
    cursor_take(&ahead, " ");
    if (clock->hour < 1 || clock->hour > 12 || ahead.end - ahead.at < 2)
        return;
    bool pm = strncasecmp(ahead.bytes + ahead.at, "PM", 2) == 0;
    if (!pm && strncasecmp(ahead.bytes + ahead.at, "AM", 2) != 0)
        return;
    clock->hour = clock->hour % 12 + (pm ? 12 : 0);
    ahead.at += 2;
    *cursor = ahead;
}

/* ":59" and a fraction; false: there is something, but no seconds. */
static bool take_seconds(struct cursor *cursor, struct clock_text *clock)
{
    struct cursor ahead = *cursor;
    if (!cursor_take(&ahead, ":") || !cursor_number(&ahead, 2, 2, &clock->second))
        return true;
    if (clock->second > 60 || is_digit(cursor_byte(&ahead)))
        return false;
    clock->has_second = true;
    take_fraction(&ahead, clock);
    *cursor = ahead;
    return true;
}

bool cursor_clock(struct cursor *cursor, struct clock_text *clock)
{
    struct cursor ahead = *cursor;
    *clock = (struct clock_text){0};
    if (!cursor_number(&ahead, 1, 2, &clock->hour) || !cursor_take(&ahead, ":") ||
        !cursor_number(&ahead, 2, 2, &clock->minute) || clock->hour > 23 || clock->minute > 59 ||
        !take_seconds(&ahead, clock))
        return false;
    take_half(&ahead, clock);
    *cursor = ahead;
    return true;
}

static bool take_offset(struct cursor *cursor, int *east)
{
    struct cursor ahead = *cursor;
    bool west = cursor_byte(&ahead) == '-';
    unsigned hours, minutes = 0;
    if (!cursor_take(&ahead, "+-") || !cursor_number(&ahead, 2, 2, &hours))
        return false;
    struct cursor rest = ahead;
    cursor_take(&rest, ":");
    if (cursor_number(&rest, 2, 2, &minutes))
        ahead = rest;
    if (hours > 15 || minutes > 59 || is_digit(cursor_byte(&ahead)))
        return false;
    *east = (int)(hours * 3600 + minutes * 60) * (west ? -1 : 1);
    *cursor = ahead;
    return true;
}

bool cursor_zone(struct cursor *cursor, int *east)
{
    struct cursor ahead = *cursor;
    cursor_take(&ahead, " ");
    if (!take_offset(&ahead, east)) {
        size_t length = calendar_zone(ahead.bytes + ahead.at, ahead.end - ahead.at, east);
        if (length == 0)
            return false;
        ahead.at += length;
    }
    *cursor = ahead;
    return true;
}

unsigned full_year(unsigned year)
{
    return year < 100 ? 2000 + year : year;
}

/* --- what they stand for --- */

static int64_t grain_of(const struct clock_text *clock)
{
    return clock->places >= 9 ? 1 : clock->places >= 6 ? 1000 : 1000000;
}

void report_date(struct scan *scan, size_t start, size_t end, const struct date *date,
                 const struct clock_text *clock, const char *name)
{
    struct form form = {.kind = FORM_DAY, .offset = start, .length = end - start, .name = name};
    if (!calendar_is_date(date->year, date->month, date->day))
        return;
    int64_t days = calendar_days(date->year, date->month, date->day);
    form.weight = clock ? 3 : 2;
    form.value = days;
    if (!clock) {
        scan_report(scan, form);
        return;
    }
    int64_t seconds =
        days * 86400 + clock->hour * 3600 + clock->minute * 60 + clock->second - clock->east;
    form.kind = clock->has_second ? FORM_SECONDS : FORM_MINUTE;
    form.value = clock->has_second ? seconds : seconds / 60;
    scan_report(scan, form);
    if (clock->places >= 3 && seconds < INT64_MAX / 1000000000) {
        form.kind = FORM_NANOSECONDS;
        form.grain = grain_of(clock);
        form.value = seconds * 1000000000 + clock->ns / form.grain * form.grain;
        scan_report(scan, form);
    }
}
