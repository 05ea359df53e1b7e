#include <ctype.h>
#include <string.h>
#include "scan.h"

#define LEAST_HEX    4
#define LEAST_BASE64 11 /* characters that carry eight bytes */

static int hex_digit(char byte)
{
    if (byte >= '0' && byte <= '9')
        return byte - '0';
    byte |= 0x20;
    return byte >= 'a' && byte <= 'f' ? byte - 'a' + 10 : -1;
}

static uint64_t hex_value(const char *digits, size_t count)
{
    uint64_t value = 0;
    for (size_t i = 0; i < count; i++)
        value = value << 4 | (uint64_t)hex_digit(digits[i]);
    return value;
}

static void report(struct scan *scan, enum form_kind kind, uint64_t value, size_t at, size_t length,
                   const char *name, int weight)
{
    scan_report(scan, (struct form){.kind = kind,
                                    .value = (int64_t)value,
                                    .offset = at,
                                    .length = length,
                                    .name = name,
                                    .weight = weight});
}

/* --- hexadecimal --- */

static void report_hex_number(struct scan *scan, size_t at, size_t digits)
{
    uint64_t value = hex_value(scan->bytes + at, digits);
    report(scan, FORM_NUMBER, value, at, digits, "hexadecimal", scan_weight(digits));
    if (digits == 8 || digits == 16)
        report(scan, FORM_SECONDS, value, at, digits, "hexadecimal seconds", 3);
    if (digits >= 15)
        report(scan, FORM_NANOSECONDS, value, at, digits, "hexadecimal nanoseconds", 3);
}

/* Bytes in the order they were drawn, as hexdigest(), %02x and a UUID print them. */
static void report_hex_bytes(struct scan *scan, size_t at, size_t digits)
{
    for (size_t i = 0; i + 8 <= digits && !scan->stopped; i += 2) {
        const char *text = scan->bytes + at + i;
        uint32_t four = __builtin_bswap32((uint32_t)hex_value(text, 8));
        if (four)
            report(scan, FORM_NUMBER, four, at + i, 8, "four bytes as hexadecimal", 2);
        if (i + 16 <= digits)
            report(scan, FORM_BYTES, __builtin_bswap64(hex_value(text, 16)), at + i, 16,
                   "bytes as hexadecimal", 3);
    }
}

void scan_hex(struct scan *scan)
{
    for (size_t at = 0, end; at < scan->length && at <= scan->to && !scan->stopped; at = end + 1) {
        for (end = at; end < scan->length && hex_digit(scan->bytes[end]) >= 0;)
            end++;
        size_t digits = end - at;
        if (digits < LEAST_HEX || !scan_touches(scan, at, digits))
            continue;
        if (digits <= 16)
            report_hex_number(scan, at, digits);
        if (digits > 8 && digits < 15) /* PHP's uniqid and its kind */
            report(scan, FORM_SECONDS, hex_value(scan->bytes + at, 8), at, 8, "hexadecimal seconds",
                   3);
        report_hex_bytes(scan, at, digits);
    }
}

/* --- base64, RFC 4648, both alphabets --- */

static int base64_digit(char byte)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *found = byte ? strchr(digits, byte) : NULL;
    if (found)
        return (int)(found - digits);
    return byte == '-' ? 62 : byte == '_' ? 63 : -1;
}

/* Eight bytes, little-endian, from the `bit`th bit of the digits at `text` on. */
static uint64_t base64_window(const char *text, size_t first_byte)
{
    uint64_t window = 0;
    for (size_t i = 0; i < 8; i++) {
        size_t bit = (first_byte + i) * 8, digit = bit / 6;
        unsigned pair = (unsigned)base64_digit(text[digit]) << 6;
        pair |= (unsigned)base64_digit(text[digit + 1]);
        window |= (uint64_t)(pair >> (4 - bit % 6) & 0xff) << (8 * i);
    }
    return window;
}

void scan_base64(struct scan *scan)
{
    for (size_t at = 0, end; at < scan->length && at <= scan->to && !scan->stopped; at = end + 1) {
        for (end = at; end < scan->length && base64_digit(scan->bytes[end]) >= 0;)
            end++;
        if (end - at < LEAST_BASE64)
            continue;
        size_t bytes = (end - at) * 6 / 8;
        for (size_t i = 0; i + 8 <= bytes; i++)
            report(scan, FORM_BYTES, base64_window(scan->bytes + at, i), at + i * 8 / 6,
                   LEAST_BASE64, "bytes as base64", 3);
    }
}
