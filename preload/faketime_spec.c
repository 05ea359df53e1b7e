#include "faketime_spec.h"
#include "zone.h"
#include "banned.h"

#define RATE_LIMIT 1000000LL /* times as fast or as slow */

/* As "2020-12-24T20:30:00+01:00" or as the format says, with a fraction of a second. */
static bool read_moment(const char **text, const char *format, const char *tz, int64_t *ns)
{
    const char *at = *text;
    struct moment moment;
    bool usual = text_equal(format, FAKETIME_FORMAT);
    if (!usual || !moment_read(&at, &moment)) {
        at = *text;
        if (!faketime_read_date(&at, format, &moment) || !moment_fraction(&at, &moment.ns))
            return false;
    }
    *text = at;
    if (!moment.zoned)
        moment.seconds = zone_moment(tz, moment.seconds);
    return !__builtin_mul_overflow(moment.seconds, MOMENT_SECOND, ns) &&
           !__builtin_add_overflow(*ns, moment.ns, ns);
}

static bool read_length(const char **text, int64_t *ns)
{
    bool back = moment_char(text, "-");
    if (!back)
        moment_char(text, "+");
    if (!moment_length(text, ns) || *ns == INT64_MAX)
        return false;
    *ns = back ? -*ns : *ns;
    return true;
}

static bool read_rate(const char **text, struct faketime_spec *spec)
{
    int64_t billionths;
    if (!moment_decimal(text, &billionths) || billionths > RATE_LIMIT * MOMENT_SECOND ||
        (billionths && billionths < MOMENT_SECOND / RATE_LIMIT))
        return false;
    spec->rate = moment_rate(billionths);
    spec->pace = billionths ? moment_pace(billionths) : RUN_RATE_ONE;
    spec->paced = true;
    return true;
}

/* "x2" or "i0.5" */
static bool read_modifier(const char **text, struct faketime_spec *spec)
{
    if (moment_char(text, "x"))
        return read_rate(text, spec);
    return moment_char(text, "i") && moment_decimal(text, &spec->step) && spec->step > 0;
}

static bool is_modifier(char c)
{
    return c == 'x' || c == 'i';
}

bool faketime_read_spec(const char *text, const char *format, const char *tz,
                        struct faketime_spec *spec)
{
    bool good = true;
    *spec =
        (struct faketime_spec){.form = FAKETIME_MOVED, .rate = RUN_RATE_ONE, .pace = RUN_RATE_ONE};
    if (*text == '+' || *text == '-') {
        good = read_length(&text, &spec->ns);
    } else if (moment_char(&text, "%")) {
        spec->form = FAKETIME_FOLLOWS;
    } else if (!is_modifier(*text)) {
        spec->form = moment_char(&text, "@") ? FAKETIME_STARTS : FAKETIME_FROZEN;
        good = read_moment(&text, format, tz, &spec->ns);
    }
    while (good && *text) {
        while (moment_char(&text, " \t"))
            ;
        good = !*text || read_modifier(&text, spec);
    }
    return good;
}
