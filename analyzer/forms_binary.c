#include <string.h>
#include "scan.h"

#include "calendar.h"

static void report(struct scan *scan, enum form_kind kind, uint64_t value, size_t at, size_t length,
                   const char *name)
{
    if (value == 0 || value == UINT64_MAX) /* padding */
        return;
    scan_report(scan, (struct form){.kind = kind,
                                    .value = (int64_t)value,
                                    .offset = at,
                                    .length = length,
                                    .name = name,
                                    .weight = length == 8 ? 3 : 2});
}

static void scan_32(struct scan *scan, size_t at)
{
    uint32_t little;
    memcpy(&little, scan->bytes + at, sizeof little);
    uint32_t big = __builtin_bswap32(little);
    if (little == UINT32_MAX)
        return;
    report(scan, FORM_SECONDS, little, at, 4, "32-bit little-endian seconds");
    report(scan, FORM_SECONDS, big, at, 4, "32-bit big-endian seconds");
    report(scan, FORM_NUMBER, little, at, 4, "32-bit little-endian");
    report(scan, FORM_NUMBER, big, at, 4, "32-bit big-endian");
}

static void scan_64(struct scan *scan, size_t at)
{
    uint64_t little;
    memcpy(&little, scan->bytes + at, sizeof little);
    uint64_t big = __builtin_bswap64(little);
    report(scan, FORM_BYTES, little, at, 8, "eight bytes");
    report(scan, FORM_SECONDS, little, at, 8, "64-bit little-endian seconds");
    report(scan, FORM_SECONDS, big, at, 8, "64-bit big-endian seconds");
    report(scan, FORM_NANOSECONDS, little, at, 8, "64-bit little-endian nanoseconds");
    report(scan, FORM_NANOSECONDS, big, at, 8, "64-bit big-endian nanoseconds");
    report(scan, FORM_NUMBER, little, at, 8, "64-bit little-endian");
    report(scan, FORM_NUMBER, big, at, 8, "64-bit big-endian");
}

/*
 * MS-DOS date and time, as in zip and FAT: seconds in twos, and rounded up by some.
 * https://learn.microsoft.com/windows/win32/api/winbase/nf-winbase-dosdatetimetofiletime
 */
static void scan_dos(struct scan *scan, size_t at)
{
    uint16_t half[2];
    memcpy(half, scan->bytes + at, sizeof half);
    unsigned time = half[0], date = half[1];
    unsigned month = date >> 5 & 15, day = date & 31;
    unsigned hour = time >> 11, minute = time >> 5 & 63, second = (time & 31) * 2;
    if (!calendar_is_date(1980 + (date >> 9), month, day) || hour > 23 || minute > 59 ||
        second > 59)
        return;
    int64_t value =
        calendar_days(1980 + (date >> 9), month, day) * 86400 + hour * 3600 + minute * 60 + second;
    for (int64_t nearby = value - 1; nearby <= value + 1; nearby++)
        report(scan, FORM_SECONDS, (uint64_t)nearby, at, 4, "DOS date");
}

void scan_binary(struct scan *scan)
{
    size_t first = scan->from > 7 ? scan->from - 7 : 0;
    for (size_t at = first; at <= scan->to && at + 4 <= scan->length && !scan->stopped; at++) {
        if (scan_touches(scan, at, 4)) {
            scan_32(scan, at);
            scan_dos(scan, at);
        }
        if (at + 8 <= scan->length)
            scan_64(scan, at);
    }
}
