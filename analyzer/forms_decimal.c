#include <ctype.h>
#include <string.h>
#include "scan.h"

#define MOST_DIGITS 19 /* of an int64_t */

/* A run of digits as a number; false: too large. */
static bool number(const struct scan *scan, size_t at, size_t length, unsigned base, int64_t *value)
{
    *value = 0;
    for (size_t i = 0; i < length; i++) {
        unsigned digit = (unsigned)(scan->bytes[at + i] - '0');
        if (digit >= base || __builtin_mul_overflow(*value, (int64_t)base, value) ||
            __builtin_add_overflow(*value, (int64_t)digit, value))
            return false;
    }
    return true;
}

static void report(struct scan *scan, enum form_kind kind, int64_t value, int64_t grain, size_t at,
                   size_t length, const char *name)
{
    scan_report(scan, (struct form){.kind = kind,
                                    .value = value,
                                    .grain = grain,
                                    .offset = at,
                                    .length = length,
                                    .name = name,
                                    .weight = length >= 9 ? 3 : scan_weight(length)});
}

/* The time of a member, as members.h writes it: of a zip it counts in twos. */
static void report_member_time(struct scan *scan, int64_t value, size_t at, size_t digits)
{
    static const char label[] = "time: ";
    size_t before = sizeof label - 1;
    bool labelled = at > before && memcmp(scan->bytes + at - before, label, before) == 0;
    for (int64_t side = -1; labelled && value % 2 == 0 && side <= 1; side += 2)
        scan_report(scan, (struct form){.kind = FORM_SECONDS,
                                        .value = value + side,
                                        .grain = 1,
                                        .offset = at,
                                        .length = digits,
                                        .name = "seconds since the epoch, in twos",
                                        .weight = 2});
}

/* Seconds since the epoch, by how many digits there are, down to the nanosecond. */
static void report_epoch(struct scan *scan, int64_t value, size_t at, size_t digits)
{
    if (digits >= 9 && digits <= 11) {
        report(scan, FORM_SECONDS, value, 1, at, digits, "seconds since the epoch");
        report_member_time(scan, value, at, digits);
    } else if (digits == 13)
        report(scan, FORM_NANOSECONDS, value * 1000000, 1000000, at, digits, "milliseconds");
    else if (digits == 16)
        report(scan, FORM_NANOSECONDS, value * 1000, 1000, at, digits, "microseconds");
    else if (digits == 19)
        report(scan, FORM_NANOSECONDS, value, 1, at, digits, "nanoseconds");
}

/*
 * "seconds.fraction".  A double holds about seven digits of the fraction, so more of them are also
 * read as the microseconds they begin with.
 */
static void report_fraction(struct scan *scan, int64_t seconds, size_t at, size_t digits)
{
    size_t point = at + digits, end = point + 1;
    int64_t ns = 0, unit = 1000000000;
    if (digits < 9 || seconds >= INT64_MAX / unit || point >= scan->length ||
        scan->bytes[point] != '.')
        return;
    for (; end < scan->length && isdigit((unsigned char)scan->bytes[end]); end++) {
        unit /= 10;
        ns += unit * (scan->bytes[end] - '0');
    }
    size_t length = end - at, places = end - point - 1;
    int64_t value = seconds * 1000000000 + ns;
    report(scan, FORM_SECONDS, seconds, 1, at, digits, "seconds.fraction");
    if (places >= 9)
        report(scan, FORM_NANOSECONDS, value, 1, at, length, "seconds.nanoseconds");
    if (places >= 6)
        report(scan, FORM_NANOSECONDS, value - ns % 1000, 1000, at, length, "seconds.fraction");
    else if (places >= 3)
        report(scan, FORM_NANOSECONDS, value - ns % 1000000, 1000000, at, length,
               "seconds.fraction");
}

static void report_run(struct scan *scan, size_t at, size_t digits)
{
    int64_t value;
    if (digits <= MOST_DIGITS && number(scan, at, digits, 10, &value)) {
        report(scan, FORM_NUMBER, value, 1, at, digits, "decimal");
        report_epoch(scan, value, at, digits);
        report_fraction(scan, value, at, digits);
    }
    if ((digits == 11 || digits == 12) && number(scan, at, digits, 8, &value))
        report(scan, FORM_SECONDS, value, 1, at, digits, "octal seconds");
}

void scan_decimals(struct scan *scan)
{
    for (size_t at = 0, end; at < scan->length && at <= scan->to && !scan->stopped; at = end + 1) {
        for (end = at; end < scan->length && isdigit((unsigned char)scan->bytes[end]);)
            end++;
        if (end > at)
            report_run(scan, at, end - at);
    }
}
