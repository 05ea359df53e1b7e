#include "timespec.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <time.h>
#include "util.h"

#define SECOND    1000000000LL
#define LAST_YEAR 2261 /* the last that fits 64 bits of nanoseconds */
#define LAST_NS   9214646400LL * SECOND

#define FORMS "use 2020-12-24T20:30:00Z, 2020-12-24 20:30:00, @SECONDS or an offset like +2d"

int64_t time_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec * SECOND + now.tv_nsec;
}

/* Exactly `digits` digits. */
static bool take_digits(const char **at, int digits, int *value)
{
    *value = 0;
    for (int i = 0; i < digits; i++, ++*at) {
        if (!isdigit((unsigned char)**at))
            return false;
        *value = *value * 10 + (**at - '0');
    }
    return true;
}

static bool take_char(const char **at, const char *any)
{
    if (!**at || !strchr(any, **at))
        return false;
    ++*at;
    return true;
}

/* ".5" -> 500000000; digits beyond the ninth are dropped.  Nothing there: 0. */
static bool take_fraction(const char **at, int64_t *ns)
{
    int64_t scale = SECOND;
    *ns = 0;
    if (!take_char(at, "."))
        return true;
    if (!isdigit((unsigned char)**at))
        return false;
    for (; isdigit((unsigned char)**at); ++*at) {
        scale /= 10;
        *ns += scale * (**at - '0');
    }
    return true;
}

/* Any number of digits, up to what 64 bits hold. */
static bool take_whole(const char **at, int64_t *value)
{
    if (!isdigit((unsigned char)**at))
        return false;
    for (*value = 0; isdigit((unsigned char)**at); ++*at)
        if (__builtin_mul_overflow(*value, 10, value) ||
            __builtin_add_overflow(*value, **at - '0', value))
            *value = INT64_MAX / 10; /* absurd, found to be out of range later */
    return true;
}

static int days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

/* Days since 1970-01-01 in the Gregorian calendar; a year begins in March here. */
static int64_t days_since_epoch(int year, int month, int day)
{
    int64_t y = year - (month <= 2);
    int64_t in_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return y * 365 + y / 4 - y / 100 + y / 400 + in_year - 719468;
}

static bool take_date(const char **at, int64_t *days)
{
    int year, month, day;
    if (!take_digits(at, 4, &year) || !take_char(at, "-") || !take_digits(at, 2, &month) ||
        !take_char(at, "-") || !take_digits(at, 2, &day))
        return false;
    if (month < 1 || month > 12 || day < 1 || day > days_in_month(year, month))
        return false;
    *days = days_since_epoch(year, month, day);
    return true;
}

/* hh:mm[:ss[.frac]], a leap second allowed. */
static bool take_clock(const char **at, int64_t *seconds, int64_t *ns)
{
    int hour, minute, second = 0;
    *ns = 0;
    if (!take_digits(at, 2, &hour) || !take_char(at, ":") || !take_digits(at, 2, &minute))
        return false;
    if (take_char(at, ":") && (!take_digits(at, 2, &second) || !take_fraction(at, ns)))
        return false;
    *seconds = hour * 3600 + minute * 60 + second;
    return hour < 24 && minute < 60 && second <= 60;
}

/* "Z", "+hh:mm", "-hhmm", or nothing, which is UTC too. */
static bool take_zone(const char **at, int64_t *east)
{
    int hour, minute, sign = **at == '-' ? -1 : 1;
    *east = 0;
    if (!**at || take_char(at, "zZ"))
        return true;
    if (!take_char(at, "+-") || !take_digits(at, 2, &hour))
        return false;
    take_char(at, ":");
    if (!take_digits(at, 2, &minute))
        return false;
    *east = sign * (hour * 3600 + minute * 60);
    return hour < 24 && minute < 60;
}

static bool read_moment(const char *text, int64_t *seconds, int64_t *ns)
{
    int64_t days, clock = 0, east = 0;
    *ns = 0;
    if (!take_date(&text, &days))
        return false;
    if (take_char(&text, "Tt ") && (!take_clock(&text, &clock, ns) || !take_zone(&text, &east)))
        return false;
    *seconds = days * 86400 + clock - east;
    return !*text;
}

static int64_t unit_seconds(char unit)
{
    static const struct {
        char name;
        int64_t seconds;
    } units[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}, {'w', 604800}, {'y', 31536000}};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (units[i].name == unit)
            return units[i].seconds;
    return 0;
}

/* "1.5h" -> nanoseconds, INT64_MAX when absurd. */
static bool read_duration(const char *text, int64_t *ns)
{
    int64_t whole = 0, fraction = 0, unit;
    if (!take_whole(&text, &whole) || !take_fraction(&text, &fraction))
        return false;
    unit = *text ? unit_seconds(*text++) : 1;
    if (!unit || *text)
        return false;
    if (__builtin_mul_overflow(whole, unit * SECOND, ns) ||
        __builtin_add_overflow(*ns, fraction * unit, ns))
        *ns = INT64_MAX;
    return true;
}

static int refuse(const char *spec, const char *why, char **sentence)
{
    *sentence = xasprintf("'%s' %s", spec, why);
    return -EINVAL;
}

/* Whether the clock can stand there, all of its readings included. */
static int check_range(const char *spec, int64_t seconds, int64_t ns, int64_t *start,
                       char **sentence)
{
    if (__builtin_mul_overflow(seconds, SECOND, start) ||
        __builtin_add_overflow(*start, ns, start) || *start < 0 || *start >= LAST_NS)
        return refuse(spec, "lies outside the years 1970 to 2261", sentence);
    return 0;
}

static int parse_offset(const char *spec, int64_t now, struct time_setting *setting,
                        char **sentence)
{
    int64_t move, start;
    if (!read_duration(spec + 1, &move))
        return refuse(spec, "is no offset; use a number and one of s m h d w y, as in +2d or -1.5h",
                      sentence);
    if (*spec == '-')
        move = -move;
    if (__builtin_add_overflow(now, move, &start) || start < 0 || start >= LAST_NS)
        return refuse(spec, "moves the clock outside the years 1970 to 2261", sentence);
    *setting = (struct time_setting){CLOCK_RUN, start, move};
    return 0;
}

/* After "@": seconds are pinned, a date only starts the clock. */
static int parse_at(const char *spec, int64_t now, struct time_setting *setting, char **sentence)
{
    const char *at = spec + 1;
    int64_t seconds, ns, start;
    enum clock_kind kind = CLOCK_TICK;
    if (!take_whole(&at, &seconds) || !take_fraction(&at, &ns) || *at) {
        kind = CLOCK_RUN;
        if (!read_moment(spec + 1, &seconds, &ns))
            return refuse(spec, "is neither @SECONDS nor @ and a date", sentence);
    }
    if (check_range(spec, seconds, ns, &start, sentence) < 0)
        return -EINVAL;
    *setting = (struct time_setting){kind, start, start - now};
    return 0;
}

int time_parse(const char *spec, int64_t now, struct time_setting *setting, char **sentence)
{
    int64_t seconds, ns, start;
    if (!*spec)
        return refuse(spec, "is empty; " FORMS, sentence);
    if (*spec == '+' || *spec == '-')
        return parse_offset(spec, now, setting, sentence);
    if (*spec == '@')
        return parse_at(spec, now, setting, sentence);
    if (!read_moment(spec, &seconds, &ns))
        return refuse(spec, "is no time; " FORMS, sentence);
    if (check_range(spec, seconds, ns, &start, sentence) < 0)
        return -EINVAL;
    *setting = (struct time_setting){CLOCK_TICK, start, start - now};
    return 0;
}

int time_default(const char *epoch, struct time_setting *setting, char **sentence)
{
    int64_t seconds = TIME_DEFAULT_SECONDS, start;
    if (epoch && (!take_whole(&epoch, &seconds) || *epoch ||
                  check_range("", seconds, 0, &start, sentence) < 0)) {
        cleanup_free(sentence);
        *sentence = xstrdup("SOURCE_DATE_EPOCH is set, but not to a number of seconds since 1970");
        return -EINVAL;
    }
    *setting = (struct time_setting){CLOCK_TICK, seconds * SECOND, 0};
    return 0;
}
