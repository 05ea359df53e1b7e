/*
 * The words of a time specification: dates, lengths of time, rates and steps.  Header-only,
 * allocates nothing and asks nobody, for the runner's --time and the library's FAKETIME.  What they
 * mean together is theirs to say.  Readers take what they know off the front of a text, or leave
 * it.
 */
#ifndef PARIBUS_ABI_MOMENT_H
#define PARIBUS_ABI_MOMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MOMENT_SECOND 1000000000LL

static inline bool moment_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* One of the characters of `any`. */
static inline bool moment_char(const char **at, const char *any)
{
    for (; **at && *any; any++) {
        if (**at == *any) {
            ++*at;
            return true;
        }
    }
    return false;
}

/* Exactly `digits` digits, in bounds; else the reader stays in front of them. */
static inline bool moment_digits(const char **at, int digits, int low, int high, int *value)
{
    const char *from = *at;
    *value = 0;
    for (int i = 0; i < digits; i++, from++) {
        if (!moment_is_digit(*from))
            return false;
        *value = *value * 10 + (*from - '0');
    }
    if (*value < low || *value > high)
        return false;
    *at = from;
    return true;
}

/* ".5" or ",5" -> 500000000; digits beyond the ninth are dropped.  Nothing there: 0. */
static inline bool moment_fraction(const char **at, int64_t *ns)
{
    int64_t scale = MOMENT_SECOND;
    *ns = 0;
    if (!moment_char(at, ".,"))
        return true;
    if (!moment_is_digit(**at))
        return false;
    for (; moment_is_digit(**at); ++*at) {
        scale /= 10;
        *ns += scale * (**at - '0');
    }
    return true;
}

/* Any number of digits, up to what 64 bits hold. */
static inline bool moment_whole(const char **at, int64_t *value)
{
    if (!moment_is_digit(**at))
        return false;
    for (*value = 0; moment_is_digit(**at); ++*at) {
        if (__builtin_mul_overflow(*value, 10, value) ||
            __builtin_add_overflow(*value, **at - '0', value))
            *value = INT64_MAX / 10; /* absurd, found to be out of range later */
    }
    return true;
}

static inline int moment_days_in_month(int year, int month)
{
    static const int8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

/* Days since 1970-01-01 in the Gregorian calendar; a year begins in March here. */
static inline int64_t moment_days_since_epoch(int year, int month, int day)
{
    int64_t y = year - (month <= 2);
    int64_t in_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return y * 365 + y / 4 - y / 100 + y / 400 + in_year - 719468;
}

static inline bool moment_date(const char **at, int64_t *days)
{
    int year, month, day;
    if (!moment_digits(at, 4, 0, 9999, &year) || !moment_char(at, "-") ||
        !moment_digits(at, 2, 1, 12, &month) || !moment_char(at, "-") ||
        !moment_digits(at, 2, 1, moment_days_in_month(year, month), &day))
        return false;
    *days = moment_days_since_epoch(year, month, day);
    return true;
}

/* hh:mm[:ss[.frac]], a leap second allowed. */
static inline bool moment_clock(const char **at, int64_t *seconds, int64_t *ns)
{
    int hour, minute, second = 0;
    *ns = 0;
    if (!moment_digits(at, 2, 0, 23, &hour) || !moment_char(at, ":") ||
        !moment_digits(at, 2, 0, 59, &minute))
        return false;
    if (moment_char(at, ":") && (!moment_digits(at, 2, 0, 60, &second) || !moment_fraction(at, ns)))
        return false;
    *seconds = hour * 3600 + minute * 60 + second;
    return true;
}

/* "Z", "+hh:mm", "-hhmm", seconds to the east; or nothing, then `zoned` is false. */
static inline bool moment_zone(const char **at, int64_t *east, bool *zoned)
{
    int hour, minute, sign = **at == '-' ? -1 : 1;
    *east = 0;
    *zoned = moment_char(at, "zZ");
    if (*zoned || !moment_char(at, "+-"))
        return true;
    if (!moment_digits(at, 2, 0, 23, &hour))
        return false;
    moment_char(at, ":");
    *east = sign * hour * 3600;
    if (!moment_digits(at, 2, 0, 59, &minute))
        return false;
    *east += sign * minute * 60;
    *zoned = true;
    return true;
}

/* A point in time: since the epoch, as if the zone were UTC where `zoned` is false. */
struct moment {
    int64_t seconds, ns;
    bool zoned;
};

/* A date, maybe a time of day, maybe a zone; on failure *at is where it stops making sense. */
static inline bool moment_read(const char **at, struct moment *moment)
{
    int64_t days, clock = 0, east = 0;
    *moment = (struct moment){0, 0, false};
    if (!moment_date(at, &days))
        return false;
    if (moment_char(at, "Tt ") &&
        (!moment_clock(at, &clock, &moment->ns) || !moment_zone(at, &east, &moment->zoned)))
        return false;
    moment->seconds = days * 86400 + clock - east;
    return true;
}

static inline int64_t moment_unit_seconds(char unit)
{
    static const struct {
        char name;
        int32_t seconds;
    } units[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}, {'w', 604800}, {'y', 31536000}};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (units[i].name == unit)
            return units[i].seconds;
    }
    return 0;
}

/* "1.5h" -> nanoseconds, INT64_MAX when absurd; without a unit they are seconds. */
static inline bool moment_length(const char **at, int64_t *ns)
{
    int64_t whole = 0, fraction = 0, unit;
    if (!moment_whole(at, &whole) || !moment_fraction(at, &fraction))
        return false;
    unit = moment_unit_seconds(**at);
    if (unit)
        ++*at;
    else
        unit = 1;
    if (__builtin_mul_overflow(whole, unit * MOMENT_SECOND, ns) ||
        __builtin_add_overflow(*ns, fraction * unit, ns))
        *ns = INT64_MAX;
    return true;
}

/* "1.5" -> 1500000000. */
static inline bool moment_decimal(const char **at, int64_t *billionths)
{
    int64_t whole, fraction;
    return moment_whole(at, &whole) && moment_fraction(at, &fraction) &&
           !__builtin_mul_overflow(whole, MOMENT_SECOND, billionths) &&
           !__builtin_add_overflow(*billionths, fraction, billionths);
}

/*
 * A rate in billionths, and its inverse, as binary fractions of 32 bits; at most a million.
 */
static inline int64_t moment_rate(int64_t billionths)
{
    return ((billionths / MOMENT_SECOND) << 32) +
           ((billionths % MOMENT_SECOND) << 32) / MOMENT_SECOND;
}

static inline int64_t moment_pace(int64_t billionths)
{
    return (MOMENT_SECOND << 32) / billionths;
}

#endif
