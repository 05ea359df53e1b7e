/* Whether both sides of a region are times: dates in any form, the same moment in two zones. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "forms.h"
#include "sight.h"

#define MOST_FORMS 64
#define DAY        86400
#define MONTH      (31 * DAY)
#define YEAR       (366 * DAY)
#define EARLIEST   315532800LL  /* 1980 */
#define LATEST     3471292800LL /* 2080 */
#define QUARTER    900
#define FARTHEST   (26 * 3600) /* apart two zones can be */

struct found {
    struct form items[MOST_FORMS];
    size_t count;
};

/* Seconds since the epoch a form stands for; false: it is no date. */
static bool seconds_of(const struct form *form, int64_t *seconds)
{
    switch (form->kind) {
    case FORM_SECONDS:
        *seconds = form->value;
        return true;
    case FORM_NANOSECONDS:
        *seconds = form->value / 1000000000;
        return true;
    case FORM_MINUTE:
        *seconds = form->value * 60;
        return true;
    case FORM_DAY:
        *seconds = form->value * DAY;
        return true;
    case FORM_DAYTIME:
    case FORM_NUMBER:
    case FORM_BYTES:
    case FORM_WORD:
        return false;
    }
    return false;
}

static int keep(const struct form *form, void *context)
{
    struct found *found = context;
    int64_t seconds;
    bool date = seconds_of(form, &seconds) && seconds >= EARLIEST && seconds <= LATEST;
    bool clock = form->kind == FORM_DAYTIME && form->weight > 1;
    if (date || clock)
        found->items[found->count++] = *form;
    return found->count == MOST_FORMS;
}

static void find(const struct side *side, struct found *found)
{
    found->count = 0;
    forms_scan(side->bytes.data, side->bytes.size, side->from, side->to, keep, found);
}

static bool is_binary(const struct form *form)
{
    return strstr(form->name, "-bit ") || strcmp(form->name, "DOS date") == 0;
}

static bool is_hexadecimal(const struct form *form)
{
    return strncmp(form->name, "hexadecimal", 11) == 0;
}

/* No part of something longer. */
static bool is_alone(const struct form *form, const struct side *side)
{
    size_t end = form->offset + form->length;
    return (form->offset == 0 || !isalnum((unsigned char)side->bytes.data[form->offset - 1])) &&
           (end >= side->bytes.size || !isalnum((unsigned char)side->bytes.data[end]));
}

/* Any number is some date: what is no plain date has to be near the other. */
static int64_t farthest(const struct form *form)
{
    if (is_binary(form) || is_hexadecimal(form) || strstr(form->name, "octal"))
        return YEAR;
    return form->kind == FORM_SECONDS || form->kind == FORM_NANOSECONDS ? 10LL * YEAR
                                                                        : LATEST - EARLIEST;
}

/*
 * Any bytes are some number.  What changes changes the low byte first: the region begins there, or
 * ends there if that comes last.
 */
static bool is_fitting(const struct form *form, const struct side *side)
{
    size_t end = form->offset + form->length;
    bool inside = form->offset <= side->from && end >= side->to;
    return inside &&
           (strstr(form->name, "big-endian") ? end == side->to : form->offset == side->from);
}

static bool is_pair(const struct sight *sight, const struct form *a, const struct form *b)
{
    int64_t left, right;
    if (a->kind != b->kind || strcmp(a->name, b->name) != 0)
        return false;
    if (a->kind == FORM_DAYTIME)
        return true;
    seconds_of(a, &left);
    seconds_of(b, &right);
    bool fits = is_fitting(a, &sight->a) && is_fitting(b, &sight->b);
    if (is_binary(a) && (sight->region->line || !fits))
        return false;
    if (is_hexadecimal(a) && !(is_alone(a, &sight->a) && is_alone(b, &sight->b)))
        return false;
    if (strcmp(a->name, "compact date") == 0 && a->length < 8)
        return false;
    return llabs(left - right) <= farthest(a);
}

/* What says more: a moment before a day, a long text before a short one, text before bytes. */
static size_t rank(const struct form *form)
{
    return form->length + (form->kind == FORM_DAYTIME ? 0 : 100) + (is_binary(form) ? 0 : 100) +
           (strcmp(form->name, "seconds since the epoch") == 0 ? 50 : 0) +
           (strstr(form->name, "little-endian") ? 5 : 0);
}

/* Of several readings the one by which the two are nearest. */
static size_t pair_rank(const struct form *a, const struct form *b)
{
    int64_t left = 0, right = 0;
    seconds_of(a, &left);
    seconds_of(b, &right);
    return rank(a) + (llabs(left - right) < MONTH ? 10 : 0);
}

static bool best_pair(const struct sight *sight, struct form *best_a, struct form *best_b)
{
    struct found a, b;
    size_t best = 0;
    find(&sight->a, &a);
    find(&sight->b, &b);
    for (size_t i = 0; i < a.count; i++) {
        for (size_t j = 0; j < b.count; j++) {
            size_t value = pair_rank(&a.items[i], &b.items[j]);
            if (value <= best || !is_pair(sight, &a.items[i], &b.items[j]))
                continue;
            best = value;
            *best_a = a.items[i];
            *best_b = b.items[j];
        }
    }
    return best != 0;
}

static void put_moment(struct text *text, const struct form *form)
{
    char date[40];
    int64_t seconds = 0;
    struct tm parts;
    seconds_of(form, &seconds);
    time_t when = seconds;
    strftime(date, sizeof date, form->kind == FORM_DAY ? "%Y-%m-%d" : "%Y-%m-%dT%H:%M:%SZ",
             gmtime_r(&when, &parts));
    text_puts(text, date);
}

bool looks_like_a_date(const struct sight *sight, struct text *evidence)
{
    struct form a, b;
    if (!best_pair(sight, &a, &b))
        return false;
    if (a.kind == FORM_DAYTIME) {
        text_puts(evidence, "both sides read as a time of day");
        return true;
    }
    text_printf(evidence, "both sides read as a date (%s): ", a.name);
    put_moment(evidence, &a);
    text_puts(evidence, " and ");
    put_moment(evidence, &b);
    return true;
}

static bool has_clock(const struct form *form)
{
    return form->kind == FORM_SECONDS && strstr(form->name, "date") && !is_binary(form);
}

/* Two builds are whole quarters of an hour apart to the second once in 900 times. */
bool looks_like_a_zone(const struct sight *sight, struct text *evidence)
{
    struct form a, b;
    if (!best_pair(sight, &a, &b) || !has_clock(&a))
        return false;
    int64_t apart = llabs(a.value - b.value);
    if (apart % QUARTER != 0 || apart > FARTHEST)
        return false;
    text_puts(evidence, apart ? "the same moment in two zones: " : "one moment, told in two zones");
    if (apart)
        text_printf(evidence, "the dates are exactly %lld minutes apart", (long long)apart / 60);
    return true;
}

/* Digits, a point or none, and a unit of time behind them. */
static bool is_duration(const struct side *side)
{
    static const char *const units[] = {"s",       "ms",   "us",      "ns", "sec",
                                        "seconds", "secs", "minutes", "min"};
    size_t at = side->from, end;
    while (at < side->bytes.size &&
           (isdigit((unsigned char)side->bytes.data[at]) || side->bytes.data[at] == '.'))
        at++;
    if (at == side->from)
        return false;
    at += at < side->bytes.size && side->bytes.data[at] == ' ';
    for (end = at; end < side->bytes.size && isalpha((unsigned char)side->bytes.data[end]);)
        end++;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strlen(units[i]) == end - at && memcmp(units[i], side->bytes.data + at, end - at) == 0)
            return true;
    return false;
}

bool looks_like_a_duration(const struct sight *sight, struct text *evidence)
{
    if (!is_duration(&sight->a) || !is_duration(&sight->b))
        return false;
    text_puts(evidence, "both sides read as how long something took");
    return true;
}
