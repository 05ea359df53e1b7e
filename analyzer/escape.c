#include <stdint.h>
#include "util.h"

/*
 * Length of the valid UTF-8 sequence at `at`, 0 if there is none; RFC 3629: no overlong forms, no
 * surrogates, nothing above U+10FFFF.
 */
static size_t sequence(const unsigned char *at, size_t left, uint32_t *point)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t length = at[0] >= 0xf0 ? 4 : at[0] >= 0xe0 ? 3 : at[0] >= 0xc2 ? 2 : 0;
    if (length == 0 || at[0] > 0xf4 || left < length)
        return 0;
    *point = at[0] & (0x7fu >> length);
    for (size_t i = 1; i < length; i++) {
        if ((at[i] & 0xc0) != 0x80)
            return 0;
        *point = *point << 6 | (at[i] & 0x3f);
    }
    bool surrogate = *point >= 0xd800 && *point <= 0xdfff;
    return *point < least[length] || *point > 0x10ffff || surrogate ? 0 : length;
}

/* Characters that do not show, or change how others show: controls, joiners, directions. */
static bool is_deceptive(uint32_t point)
{
    return (point >= 0x80 && point <= 0x9f) || point == 0xad || point == 0x61c ||
           (point >= 0x200b && point <= 0x200f) || (point >= 0x2028 && point <= 0x202e) ||
           (point >= 0x2060 && point <= 0x206f) || point == 0xfeff ||
           (point >= 0xfff0 && point <= 0xffff && point != 0xfffd) || point >= 0xe0000;
}

static void escape_byte(struct text *text, unsigned char byte)
{
    static const char names[] = "\\\\\nn\tt\rr";
    for (const char *name = names; *name; name += 2) {
        if ((unsigned char)name[0] == byte) {
            text_printf(text, "\\%c", name[1]);
            return;
        }
    }
    text_printf(text, "\\x%02x", byte);
}

/* How many bytes at `at` may be shown as they are. */
static size_t shown_as_is(const unsigned char *at, size_t left)
{
    uint32_t point = 0;
    if (*at < 0x80)
        return *at >= ' ' && *at < 0x7f && *at != '\\';
    size_t length = sequence(at, left, &point);
    return length && !is_deceptive(point) ? length : 0;
}

void text_escape(struct text *text, const char *data, size_t length)
{
    const unsigned char *bytes = (const unsigned char *)data;
    text_add(text, "", 0);
    for (size_t i = 0; i < length;) {
        size_t plain = shown_as_is(bytes + i, length - i);
        if (plain)
            text_add(text, data + i, plain);
        else
            escape_byte(text, bytes[i]);
        i += plain ? plain : 1;
    }
}
