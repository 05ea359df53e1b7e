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
#define EPOCH "SOURCE_DATE_EPOCH"

int64_t time_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec * SECOND + now.tv_nsec;
}

/* Exactly `digits` digits, in bounds; else the reader stays in front of them. */
static bool take_digits(const char **at, int digits, int low, int high, int *value)
{
    const char *from = *at;
    *value = 0;
    for (int i = 0; i < digits; i++, from++) {
        if (!isdigit((unsigned char)*from))
            return false;
        *value = *value * 10 + (*from - '0');
    }
    if (*value < low || *value > high)
        return false;
    *at = from;
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
    if (!take_digits(at, 4, 0, 9999, &year) || !take_char(at, "-") ||
        !take_digits(at, 2, 1, 12, &month) || !take_char(at, "-") ||
        !take_digits(at, 2, 1, days_in_month(year, month), &day))
        return false;
    *days = days_since_epoch(year, month, day);
    return true;
}

/* hh:mm[:ss[.frac]], a leap second allowed. */
static bool take_clock(const char **at, int64_t *seconds, int64_t *ns)
{
    int hour, minute, second = 0;
    *ns = 0;
    if (!take_digits(at, 2, 0, 23, &hour) || !take_char(at, ":") ||
        !take_digits(at, 2, 0, 59, &minute))
        return false;
    if (take_char(at, ":") && (!take_digits(at, 2, 0, 60, &second) || !take_fraction(at, ns)))
        return false;
    *seconds = hour * 3600 + minute * 60 + second;
    return true;
}

/* "Z", "+hh:mm", "-hhmm", or nothing, which is UTC too. */
static bool take_zone(const char **at, int64_t *east)
{
    int hour, minute, sign = **at == '-' ? -1 : 1;
    *east = 0;
    if (!**at || take_char(at, "zZ"))
        return true;
    if (!take_char(at, "+-") || !take_digits(at, 2, 0, 23, &hour))
        return false;
    take_char(at, ":");
    *east = sign * hour * 3600;
    if (!take_digits(at, 2, 0, 59, &minute))
        return false;
    *east += sign * minute * 60;
    return true;
}

/* On failure *text is where it stops making sense. */
static bool read_moment(const char **text, int64_t *seconds, int64_t *ns)
{
    int64_t days, clock = 0, east = 0;
    *ns = 0;
    if (!take_date(text, &days))
        return false;
    if (take_char(text, "Tt ") && (!take_clock(text, &clock, ns) || !take_zone(text, &east)))
        return false;
    *seconds = days * 86400 + clock - east;
    return !**text;
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

/* `bad` is the part of `spec` that makes no sense. */
static int refuse_part(const char *spec, const char *bad, const char *what, char **sentence)
{
    if (bad == spec)
        *sentence = xasprintf("'%s' is %s", spec, what);
    else if (*bad)
        *sentence = xasprintf("'%s' makes no sense from '%s' on: it is %s", spec, bad, what);
    else
        *sentence = xasprintf("'%s' ends too early: it is %s", spec, what);
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

static int move(const char *spec, int64_t from, int64_t by, int64_t *start, char **sentence)
{
    if (__builtin_add_overflow(from, by, start) || *start < 0 || *start >= LAST_NS)
        return refuse(spec, "moves the clock outside the years 1970 to 2261", sentence);
    return 0;
}

static int parse_offset(const char *spec, int64_t now, struct time_setting *setting,
                        char **sentence)
{
    int64_t by;
    if (!read_duration(spec + 1, &by))
        return refuse(spec, "is no offset; use a number and one of s m h d w y, as in +2d or -1.5h",
                      sentence);
    setting->kind = CLOCK_RUN;
    setting->moved = true;
    setting->offset_ns = *spec == '-' ? -by : by;
    return move(spec, now, setting->offset_ns, &setting->start_ns, sentence);
}

/* A moment: the clock begins there. */
static int begin_at(const char *spec, int64_t seconds, int64_t ns, int64_t now,
                    struct time_setting *setting, char **sentence)
{
    int error = check_range(spec, seconds, ns, &setting->start_ns, sentence);
    setting->offset_ns = setting->start_ns - now;
    return error;
}

/* After "@": seconds are pinned, a date only starts the clock. */
static int parse_at(const char *spec, int64_t now, struct time_setting *setting, char **sentence)
{
    const char *at = spec + 1, *bad = at;
    int64_t seconds, ns;
    if (!take_whole(&at, &seconds) || !take_fraction(&at, &ns) || *at) {
        setting->kind = CLOCK_RUN;
        if (!read_moment(&bad, &seconds, &ns))
            return refuse_part(spec, bad, "neither @SECONDS nor @ and a date", sentence);
    }
    return begin_at(spec, seconds, ns, now, setting, sentence);
}

static int parse_date(const char *spec, int64_t now, struct time_setting *setting, char **sentence)
{
    const char *bad = spec;
    int64_t seconds, ns;
    if (!read_moment(&bad, &seconds, &ns))
        return refuse_part(spec, bad, "no time; " FORMS, sentence);
    return begin_at(spec, seconds, ns, now, setting, sentence);
}

/* --- xRATE and iSTEP --- */

static bool read_decimal(const char *text, int64_t *billionths)
{
    int64_t whole, fraction;
    return take_whole(&text, &whole) && take_fraction(&text, &fraction) && !*text &&
           !__builtin_mul_overflow(whole, SECOND, billionths) &&
           !__builtin_add_overflow(*billionths, fraction, billionths);
}

static int parse_rate(const char *word, struct time_setting *setting, char **sentence)
{
    int64_t rate;
    if (!read_decimal(word + 1, &rate) || rate < SECOND / 1000 || rate > SECOND * 1000)
        return refuse(word, "is no rate; use a number from 0.001 to 1000, as in x2 or x0.5",
                      sentence);
    setting->rate = (int64_t)((__int128)rate * RUN_RATE_ONE / SECOND);
    setting->pace = (int64_t)((__int128)SECOND * RUN_RATE_ONE / rate);
    return 0;
}

static int parse_step(const char *word, struct time_setting *setting, char **sentence)
{
    int64_t step;
    if (!read_decimal(word + 1, &step) || step < 1 || step > 86400 * SECOND)
        return refuse(word,
                      "is no step; use a number of seconds above 0, a day at most, as in i0.1",
                      sentence);
    setting->tick_ns = step;
    return 0;
}

/* Cuts one such word off the end of `spec`; NULL: there is none. */
static const char *cut_modifier(char *spec)
{
    char *word = strrchr(spec, ' ');
    if (!word || !strchr("xi", word[1]) || !word[1])
        return NULL;
    for (char *end = word; end > spec && end[-1] == ' '; end--)
        end[-1] = '\0';
    *word = '\0';
    return word + 1;
}

static int parse_moment(const char *spec, int64_t now, struct time_setting *setting,
                        char **sentence)
{
    int64_t seconds;
    if (!*spec)
        return refuse(spec, "is empty; " FORMS, sentence);
    if (*spec == '+' || *spec == '-')
        return parse_offset(spec, now, setting, sentence);
    if (*spec == '@')
        return parse_at(spec, now, setting, sentence);
    setting->follows = strcmp(spec, "%") == 0;
    if (setting->follows)
        return 0;
    if (strncmp(spec, EPOCH "=", sizeof EPOCH) != 0)
        return parse_date(spec, now, setting, sentence);
    const char *at = spec + sizeof EPOCH;
    if (!take_whole(&at, &seconds) || *at)
        return refuse(spec, "is not " EPOCH "= and a number of seconds since 1970", sentence);
    return begin_at(spec, seconds, 0, now, setting, sentence);
}

static struct time_setting plain_setting(void)
{
    return (struct time_setting){.kind = CLOCK_TICK,
                                 .tick_ns = TIME_DEFAULT_TICK,
                                 .rate = RUN_RATE_ONE,
                                 .pace = RUN_RATE_ONE};
}

int time_parse(const char *spec, int64_t now, struct time_setting *setting, char **sentence)
{
    autofree char *moment = xstrdup(spec);
    struct time_setting modified = plain_setting();
    bool steps = false;
    *setting = plain_setting();
    for (const char *word; (word = cut_modifier(moment));) {
        steps = steps || *word == 'i';
        int error = *word == 'x' ? parse_rate(word, &modified, sentence)
                                 : parse_step(word, &modified, sentence);
        if (error)
            return error;
    }
    int error = parse_moment(moment, now, setting, sentence);
    setting->tick_ns = modified.tick_ns;
    setting->rate = modified.rate;
    setting->pace = modified.pace;
    if (steps) /* what goes by its readings does not go by itself */
        setting->kind = CLOCK_TICK;
    return error;
}

static int read_epoch(const char *epoch, int64_t *start, char **sentence)
{
    int64_t seconds;
    if (take_whole(&epoch, &seconds) && !*epoch &&
        check_range("", seconds, 0, start, sentence) == 0)
        return 0;
    cleanup_free(sentence);
    *sentence = xstrdup(EPOCH " is set, but not to a number of seconds since 1970");
    return -EINVAL;
}

int time_default(const char *epoch, struct time_setting *setting, char **sentence)
{
    *setting = plain_setting();
    setting->start_ns = TIME_DEFAULT_SECONDS * SECOND;
    return epoch ? read_epoch(epoch, &setting->start_ns, sentence) : 0;
}

int time_anchor(const char *epoch, struct time_setting *setting, char **sentence)
{
    int64_t from;
    if (!setting->moved || !epoch)
        return 0;
    if (read_epoch(epoch, &from, sentence) < 0)
        return -EINVAL;
    setting->kind = CLOCK_TICK;
    return move("--time", from, setting->offset_ns, &setting->start_ns, sentence);
}
