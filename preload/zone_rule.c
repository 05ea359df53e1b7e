/* Zones by rule: tzset(3), RFC 8536 section 3.3.1. */
#include "zone.h"
#include "moment.h"
#include "banned.h"

#define DAY  86400
#define HOUR 3600

/* When a year's half begins: the day, in one of three forms, and the time of that day. */
struct change {
    enum { DAY_OF_YEAR, DAY_WITHOUT_LEAP, WEEKDAY_OF_MONTH } form;
    int month, week, day;
    int64_t time;
};

/* "CET" or "<+03>". */
static bool skip_name(const char **at)
{
    const char *from = *at;
    if (moment_char(at, "<")) {
        while (**at && **at != '>')
            ++*at;
        return moment_char(at, ">");
    }
    while ((**at >= 'A' && **at <= 'Z') || (**at >= 'a' && **at <= 'z'))
        ++*at;
    return *at - from >= 3;
}

/* [+-]hh[:mm[:ss]] */
static bool read_time(const char **at, int64_t *seconds)
{
    int64_t part, unit = HOUR;
    int sign = **at == '-' ? -1 : 1;
    moment_char(at, "+-");
    *seconds = 0;
    do {
        if (!moment_whole(at, &part) || part > 167)
            return false;
        *seconds += sign * part * unit;
        unit /= 60;
    } while (unit && moment_char(at, ":"));
    return true;
}

static bool read_number(const char **at, int low, int high, int *value)
{
    int64_t read;
    if (!moment_whole(at, &read) || read < low || read > high)
        return false;
    *value = (int)read;
    return true;
}

/* Jn, n or Mm.w.d, and maybe /time. */
static bool read_change(const char **at, struct change *change)
{
    bool good;
    *change = (struct change){.form = DAY_OF_YEAR, .time = 2 * (int64_t)HOUR};
    if (moment_char(at, "M")) {
        change->form = WEEKDAY_OF_MONTH;
        good = read_number(at, 1, 12, &change->month) && moment_char(at, ".") &&
               read_number(at, 1, 5, &change->week) && moment_char(at, ".") &&
               read_number(at, 0, 6, &change->day);
    } else if (moment_char(at, "J")) {
        change->form = DAY_WITHOUT_LEAP;
        good = read_number(at, 1, 365, &change->day);
    } else {
        good = read_number(at, 0, 365, &change->day);
    }
    return good && (!moment_char(at, "/") || read_time(at, &change->time));
}

static int64_t weekday_of_month(int year, const struct change *change)
{
    int64_t first = moment_days_since_epoch(year, change->month, 1);
    int64_t weekday = ((first + 4) % 7 + 7) % 7; /* 1970 began on a Thursday */
    int64_t day = (change->day - weekday + 7) % 7 + 7 * (change->week - 1);
    if (day >= moment_days_in_month(year, change->month))
        day -= 7; /* the fifth is the last */
    return first + day;
}

/* The local time of a change as if it were UTC. */
static int64_t change_in(int year, const struct change *change)
{
    int64_t day = moment_days_since_epoch(year, 1, 1) + change->day;
    bool leap = moment_days_in_month(year, 2) == 29;
    if (change->form == WEEKDAY_OF_MONTH)
        day = weekday_of_month(year, change);
    else if (change->form == DAY_WITHOUT_LEAP)
        day -= !leap || change->day < 60;
    return day * DAY + change->time;
}

static int year_of(int64_t seconds)
{
    int64_t days = seconds / DAY - (seconds % DAY < 0);
    int year = (int)(1970 + days * 400 / 146097);
    while (moment_days_since_epoch(year, 1, 1) > days)
        year--;
    while (moment_days_since_epoch(year + 1, 1, 1) <= days)
        year++;
    return year;
}

bool zone_rule(const char *rule, int64_t moment, int64_t *east)
{
    int64_t standard, summer;
    struct change begin, end;
    if (!skip_name(&rule) || !read_time(&rule, &standard))
        return false;
    *east = -standard;
    if (!*rule)
        return true;
    if (!skip_name(&rule))
        return false;
    summer = standard - HOUR;
    if (*rule && *rule != ',' && !read_time(&rule, &summer))
        return false;
    if (!*rule)
        rule = ",M3.2.0,M11.1.0"; /* as in glibc */
    if (!moment_char(&rule, ",") || !read_change(&rule, &begin) || !moment_char(&rule, ",") ||
        !read_change(&rule, &end) || *rule)
        return false;
    int year = year_of(moment - standard);
    int64_t from = change_in(year, &begin) + standard, until = change_in(year, &end) + summer;
    bool between = from < until ? moment >= from && moment < until
                                : !(moment >= until && moment < from); /* of the southern half */
    if (between)
        *east = -summer;
    return true;
}
