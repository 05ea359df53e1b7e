/* Dates in a format: strptime(3), in the C locale. */
#include "faketime_spec.h"
#include "banned.h"

enum field {
    YEAR,
    MONTH,
    DAY,
    HOUR,
    MINUTE,
    SECOND,
    CENTURY,
    SHORT_YEAR,
    DAY_OF_YEAR,
    AFTERNOON,
    FIELDS,
    IGNORED
};

struct reading {
    int64_t field[FIELDS];
    bool given[FIELDS];
    bool epoch; /* seconds since the epoch were given instead */
    int64_t seconds, east;
    bool zoned;
};

static const struct number {
    char letter;
    uint8_t digits;
    uint8_t field;
    int low, high;
} numbers[] = {
    {'Y', 4, YEAR, 0, 9999},       {'m', 2, MONTH, 1, 12},      {'d', 2, DAY, 1, 31},
    {'e', 2, DAY, 1, 31},          {'H', 2, HOUR, 0, 23},       {'k', 2, HOUR, 0, 23},
    {'I', 2, HOUR, 1, 12},         {'l', 2, HOUR, 1, 12},       {'M', 2, MINUTE, 0, 59},
    {'S', 2, SECOND, 0, 61},       {'y', 2, SHORT_YEAR, 0, 99}, {'C', 2, CENTURY, 0, 99},
    {'j', 3, DAY_OF_YEAR, 1, 366}, {'u', 1, IGNORED, 1, 7},     {'w', 1, IGNORED, 0, 6},
    {'U', 2, IGNORED, 0, 53},      {'V', 2, IGNORED, 0, 53},    {'W', 2, IGNORED, 0, 53},
};

static const struct compound {
    char letter;
    const char *meaning;
} compounds[] = {
    {'T', "%H:%M:%S"}, {'R', "%H:%M"},    {'D', "%m/%d/%y"},    {'F', "%Y-%m-%d"},
    {'x', "%m/%d/%y"}, {'X', "%H:%M:%S"}, {'r', "%I:%M:%S %p"}, {'c', "%a %b %e %H:%M:%S %Y"},
};

static const char months[] = "January\0February\0March\0April\0May\0June\0July\0August\0"
                             "September\0October\0November\0December\0";
static const char days[] = "Sunday\0Monday\0Tuesday\0Wednesday\0Thursday\0Friday\0Saturday\0";
static const char halves[] = "AM\0PM\0";

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* How many letters of `name` stand at `text`, in either case. */
static size_t common(const char *text, const char *name)
{
    size_t length = 0;
    while (name[length] && lower(text[length]) == lower(name[length]))
        length++;
    return length;
}

/* A name of the list, in full or its first three letters; counted from 0. */
static bool take_name(const char **text, const char *list, int64_t *which)
{
    for (*which = 0; *list; list += text_length(list) + 1, ++*which) {
        size_t length = common(*text, list), whole = text_length(list);
        if (length == whole || length >= 3) {
            *text += length == whole ? whole : 3;
            return true;
        }
    }
    return false;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n';
}

static void skip_space(const char **text)
{
    while (is_space(**text))
        ++*text;
}

static bool take_number(const char **text, const struct number *number, struct reading *out)
{
    int64_t value = 0;
    int digits = 0;
    skip_space(text);
    for (; digits < number->digits && moment_is_digit(**text); digits++, ++*text)
        value = value * 10 + (**text - '0');
    if (digits == 0 || value < number->low || value > number->high)
        return false;
    if (number->field != IGNORED) {
        out->field[number->field] = value;
        out->given[number->field] = true;
    }
    return true;
}

static bool take_names(const char **text, char letter, struct reading *out)
{
    int64_t which;
    bool month = letter == 'b' || letter == 'B' || letter == 'h', half = letter == 'p';
    if (!take_name(text, month ? months : half ? halves : days, &which))
        return false;
    if (month)
        out->field[MONTH] = which + 1;
    if (half) {
        out->field[AFTERNOON] = which;
        out->given[AFTERNOON] = true;
    }
    return true;
}

static bool take_epoch(const char **text, struct reading *out)
{
    bool negative = moment_char(text, "-");
    out->epoch = moment_whole(text, &out->seconds);
    if (negative)
        out->seconds = -out->seconds;
    return out->epoch;
}

/* A zone's name says nothing that could be relied on. */
static bool skip_zone_name(const char **text)
{
    while (lower(**text) >= 'a' && lower(**text) <= 'z')
        ++*text;
    return true;
}

static bool take_plain(const char **text, char letter, struct reading *out)
{
    switch (letter) {
    case 's':
        return take_epoch(text, out);
    case 'z':
        skip_space(text);
        return moment_zone(text, &out->east, &out->zoned) && out->zoned;
    case 'Z':
        return skip_zone_name(text);
    case 'n':
    case 't':
        skip_space(text);
        return true;
    case '%':
        return moment_char(text, "%");
    case 'a':
    case 'A':
    case 'b':
    case 'B':
    case 'h':
    case 'p':
        return take_names(text, letter, out);
    }
    return false;
}

static bool take_format(const char **text, const char *format, struct reading *out, bool nested);

static bool take_directive(const char **text, char letter, struct reading *out, bool nested)
{
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        if (numbers[i].letter == letter)
            return take_number(text, &numbers[i], out);
    }
    for (size_t i = 0; !nested && i < sizeof compounds / sizeof *compounds; i++) {
        if (compounds[i].letter == letter)
            return take_format(text, compounds[i].meaning, out, true);
    }
    return take_plain(text, letter, out);
}

static bool take_format(const char **text, const char *format, struct reading *out, bool nested)
{
    for (; *format; format++) {
        if (is_space(*format)) {
            skip_space(text);
        } else if (*format != '%') {
            if (**text != *format)
                return false;
            ++*text;
        } else {
            format++;
            if (*format == 'E' || *format == 'O' || *format == '-' || *format == '_')
                format++; /* other forms of the same */
            if (!*format || !take_directive(text, *format, out, nested))
                return false;
        }
    }
    return true;
}

static int year_of(const struct reading *r)
{
    int64_t in_century = r->field[SHORT_YEAR];
    if (r->given[YEAR] || (!r->given[SHORT_YEAR] && !r->given[CENTURY]))
        return (int)r->field[YEAR];
    if (r->given[CENTURY])
        return (int)(r->field[CENTURY] * 100 + in_century);
    return (int)(in_century + (in_century < 69 ? 2000 : 1900));
}

static int64_t hour_of(const struct reading *r)
{
    if (!r->given[AFTERNOON])
        return r->field[HOUR];
    return r->field[HOUR] % 12 + 12 * r->field[AFTERNOON];
}

bool faketime_read_date(const char **text, const char *format, struct moment *moment)
{
    struct reading r = {.field = {[YEAR] = 1970, [MONTH] = 1, [DAY] = 1}};
    if (!take_format(text, format, &r, false))
        return false;
    int64_t day = moment_days_since_epoch(year_of(&r), (int)r.field[MONTH], 1) + r.field[DAY] - 1;
    if (r.given[DAY_OF_YEAR])
        day = moment_days_since_epoch(year_of(&r), 1, 1) + r.field[DAY_OF_YEAR] - 1;
    *moment = (struct moment){.ns = 0, .zoned = r.epoch || r.zoned};
    moment->seconds = day * 86400 + hour_of(&r) * 3600 + r.field[MINUTE] * 60 + r.field[SECOND];
    moment->seconds = r.epoch ? r.seconds : moment->seconds - r.east;
    return true;
}
