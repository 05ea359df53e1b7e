#include "calendar.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static const char *const months[] = {"January",   "February", "March",    "April",
                                     "May",       "June",     "July",     "August",
                                     "September", "October",  "November", "December"};
static const char *const weekdays[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                       "Friday", "Saturday", "Sunday"};

/* In hours and quarters; the usual reading where a name has two. */
static const struct zone {
    const char *name;
    int quarters;
} zones[] = {
    {"UTC", 0},   {"GMT", 0},   {"Z", 0},     {"WET", 0},   {"WEST", 4},  {"BST", 4},
    {"CET", 4},   {"CEST", 8},  {"EET", 8},   {"EEST", 12}, {"MSK", 12},  {"IST", 22},
    {"JST", 36},  {"KST", 36},  {"AEST", 40}, {"AEDT", 44}, {"EST", -20}, {"EDT", -16},
    {"CST", -24}, {"CDT", -20}, {"MST", -28}, {"MDT", -24}, {"PST", -32}, {"PDT", -28},
};

static bool is_leap(unsigned year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static unsigned days_in(unsigned year, unsigned month)
{
    static const unsigned char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

bool calendar_is_date(unsigned year, unsigned month, unsigned day)
{
    return year >= 1970 && year < 2200 && month >= 1 && month <= 12 && day >= 1 &&
           day <= days_in(year, month);
}

int64_t calendar_days(unsigned year, unsigned month, unsigned day)
{
    int64_t days = day - 1;
    for (unsigned y = 1970; y < year; y++)
        days += is_leap(y) ? 366 : 365;
    for (unsigned m = 1; m < month; m++)
        days += days_in(year, m);
    return days;
}

/* The length of `name` or of its first three letters at `text`; 0: neither, or letters go on. */
static size_t named(const char *name, const char *text, size_t left)
{
    size_t lengths[] = {strlen(name), 3};
    for (size_t i = 0; i < 2; i++) {
        size_t length = lengths[i];
        if (length <= left && strncasecmp(name, text, length) == 0 &&
            (length == left || !isalpha((unsigned char)text[length])))
            return length;
    }
    return 0;
}

unsigned calendar_month(const char *text, size_t left, size_t *length)
{
    for (unsigned i = 0; i < 12; i++) {
        *length = named(months[i], text, left);
        if (*length)
            return i + 1;
    }
    return 0;
}

size_t calendar_weekday(const char *text, size_t left)
{
    for (unsigned i = 0; i < 7; i++) {
        size_t length = named(weekdays[i], text, left);
        if (length)
            return length;
    }
    return 0;
}

size_t calendar_zone(const char *text, size_t left, int *east)
{
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
        size_t length = strlen(zones[i].name);
        if (length <= left && strncasecmp(zones[i].name, text, length) == 0 &&
            (length == left || !isalpha((unsigned char)text[length]))) {
            *east = zones[i].quarters * 900;
            return length;
        }
    }
    return 0;
}
