#include "timespec.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <time.h>
#include "moment.h"
#include "util.h"

#define SECOND  MOMENT_SECOND
#define LAST_NS (9214646400LL * SECOND) /* 2262: later does not fit 64 bits of nanoseconds */

#define FORMS "use 2020-12-24T20:30:00Z, 2020-12-24 20:30:00, @SECONDS or an offset like +2d"
#define EPOCH "SOURCE_DATE_EPOCH"

int64_t time_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME_COARSE, &now); /* time(2)'s, which never reads an earlier one */
    return now.tv_sec * SECOND + now.tv_nsec;
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
    const char *at = spec + 1;
    int64_t by;
    if (!moment_length(&at, &by) || *at)
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
    if (!error)
        setting->offset_ns = setting->start_ns - now;
    return error;
}

/* After "@": seconds are pinned, a date only starts the clock. */
static int parse_at(const char *spec, int64_t now, struct time_setting *setting, char **sentence)
{
    const char *at = spec + 1, *bad = at;
    struct moment moment;
    if (!moment_whole(&at, &moment.seconds) || !moment_fraction(&at, &moment.ns) || *at) {
        setting->kind = CLOCK_RUN;
        if (!moment_read(&bad, &moment) || *bad)
            return refuse_part(spec, bad, "neither @SECONDS nor @ and a date", sentence);
    }
    return begin_at(spec, moment.seconds, moment.ns, now, setting, sentence);
}

static int parse_date(const char *spec, int64_t now, struct time_setting *setting, char **sentence)
{
    const char *bad = spec;
    struct moment moment;
    if (!moment_read(&bad, &moment) || *bad)
        return refuse_part(spec, bad, "no time; " FORMS, sentence);
    return begin_at(spec, moment.seconds, moment.ns, now, setting, sentence);
}

/* --- xRATE and iSTEP --- */

static int parse_rate(const char *word, struct time_setting *setting, char **sentence)
{
    const char *at = word + 1;
    int64_t rate;
    if (!moment_decimal(&at, &rate) || *at || rate < SECOND / 1000 || rate > SECOND * 1000)
        return refuse(word, "is no rate; use a number from 0.001 to 1000, as in x2 or x0.5",
                      sentence);
    setting->rate = moment_rate(rate);
    setting->pace = moment_pace(rate);
    return 0;
}

static int parse_step(const char *word, struct time_setting *setting, char **sentence)
{
    const char *at = word + 1;
    int64_t step;
    if (!moment_decimal(&at, &step) || *at || step < 1 || step > 86400 * SECOND)
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
    if (!moment_whole(&at, &seconds) || *at)
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
    if (moment_whole(&epoch, &seconds) && !*epoch &&
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
