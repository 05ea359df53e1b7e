/* What the word a region stands in looks like: an address, a path, a person, a machine, ... */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include "sight.h"

#define PID_LEAST 300 /* the kernel hands out smaller ones but once */
#define PID_MOST  4194304
#define RANDOM    8 /* letters and digits at least */

static bool starts(struct bytes word, const char *with)
{
    size_t length = strlen(with);
    return word.size >= length && memcmp(word.data, with, length) == 0;
}

static bool has(struct bytes word, const char *part)
{
    return word.data && memmem(word.data, word.size, part, strlen(part));
}

/* --- addresses --- */

static bool is_pointer(uint64_t value)
{
    return value >> 40 == 0x7f || value >> 40 == 0x7e || value >> 40 == 0x55 || value >> 40 == 0x56;
}

static bool is_text_address(struct bytes word)
{
    size_t digits = 0;
    uint64_t value = 0;
    if (starts(word, "0x"))
        word = bytes_part(word, 2, word.size - 2);
    for (; digits < word.size && isxdigit((unsigned char)word.data[digits]); digits++)
        value = value << 4 | (uint64_t)(isdigit((unsigned char)word.data[digits])
                                            ? word.data[digits] - '0'
                                            : tolower((unsigned char)word.data[digits]) - 'a' + 10);
    bool ends = digits == word.size || strchr(":-+", word.data[digits]);
    return ends && digits >= 11 && digits <= 16 && is_pointer(value);
}

/* A little-endian word of eight bytes that holds the whole of the differing part. */
static bool is_binary_address(const struct side *side)
{
    size_t first = side->to > 8 ? side->to - 8 : 0;
    for (size_t at = first; at <= side->from && at + 8 <= side->bytes.size; at++) {
        uint64_t value;
        memcpy(&value, side->bytes.data + at, sizeof value);
        if (is_pointer(value))
            return true;
    }
    return false;
}

bool looks_like_an_address(const struct sight *sight, struct text *evidence)
{
    bool text = is_text_address(sight->a.word) && is_text_address(sight->b.word);
    bool binary =
        !sight->region->line && is_binary_address(&sight->a) && is_binary_address(&sight->b);
    if (!text && !binary)
        return false;
    text_puts(evidence, "both sides read as an address of a program's memory");
    if (text) {
        text_puts(evidence, ": ");
        sight_quote(sight, evidence);
    }
    return true;
}

/* --- names --- */

/* The component of a path that the differing part begins in, and all before it. */
static struct bytes component(const struct side *side, struct bytes *above)
{
    size_t from = side->from - (size_t)(side->word.data - side->bytes.data), to = from;
    while (from > 0 && side->word.data[from - 1] != '/')
        from--;
    while (to < side->word.size && side->word.data[to] != '/')
        to++;
    *above = bytes_part(side->word, 0, from);
    return bytes_part(side->word, from, to - from);
}

static bool is_text(struct bytes word, const char *text)
{
    return word.size == strlen(text) && starts(word, text);
}

/* "tmp.k3GhQ2", "ccXyZabc.o", "/tmp/x1y2z3": letters somebody drew. */
static bool is_temporary(const struct side *side)
{
    struct bytes above, name = component(side, &above);
    return is_text(above, "/tmp/") || is_text(above, "/var/tmp/") || is_text(above, "/dev/shm/") ||
           starts(name, "tmp") || (starts(name, "cc") && name.size >= 8 && has(name, ".")) ||
           has(name, ".tmp");
}

static bool says(const struct sight *sight, struct text *evidence, const char *sentence)
{
    text_printf(evidence, "%s: ", sentence);
    sight_quote(sight, evidence);
    return true;
}

bool looks_like_a_temporary_name(const struct sight *sight, struct text *evidence)
{
    return is_temporary(&sight->a) && is_temporary(&sight->b) &&
           says(sight, evidence, "both sides name something temporary");
}

/* Both absolute, or the word begins with "NAME=/" or the like. */
static const char *path_in(struct bytes word)
{
    const char *slash = word.size ? memchr(word.data, '/', word.size) : NULL;
    bool first = slash == word.data;
    return slash && (first || strchr("=:", slash[-1])) ? slash : NULL;
}

bool looks_like_a_path(const struct sight *sight, struct text *evidence)
{
    return path_in(sight->a.word) && path_in(sight->b.word) &&
           says(sight, evidence, "both sides are absolute paths");
}

static struct bytes before_at(struct bytes word)
{
    const char *at = word.size ? memchr(word.data, '@', word.size) : NULL;
    return bytes_part(word, 0, at ? (size_t)(at - word.data) : 0);
}

bool looks_like_a_person(const struct sight *sight, struct text *evidence)
{
    struct bytes a = before_at(sight->a.word), b = before_at(sight->b.word);
    return a.size && b.size && !bytes_equal(a, b) &&
           says(sight, evidence, "both sides read as user@host, of two users");
}

/* "6.1.0-18-amd64" */
static bool is_kernel(struct bytes word)
{
    size_t points = 0, at = 0;
    for (; at < word.size && (isdigit((unsigned char)word.data[at]) || word.data[at] == '.'); at++)
        points += word.data[at] == '.';
    return points == 2 && (has(word, "-amd64") || has(word, "-generic") || has(word, "-cloud") ||
                           has(word, "-arch") || has(word, ".fc") || has(word, ".el"));
}

bool looks_like_a_machine(const struct sight *sight, struct text *evidence)
{
    struct bytes a = before_at(sight->a.word), b = before_at(sight->b.word);
    if (is_kernel(sight->a.word) && is_kernel(sight->b.word))
        return says(sight, evidence, "both sides read as a kernel's release");
    return a.size && bytes_equal(a, b) &&
           says(sight, evidence, "both sides read as user@host, on two hosts");
}

/* --- numbers --- */

/* The number the differing part belongs to; 0: none. */
static long number_of(const struct side *side)
{
    size_t from = side->from, to = side->to;
    while (from > 0 && isdigit((unsigned char)side->bytes.data[from - 1]))
        from--;
    while (to < side->bytes.size && isdigit((unsigned char)side->bytes.data[to]))
        to++;
    long number = 0;
    for (size_t i = from; i < to; i++) {
        if (!isdigit((unsigned char)side->bytes.data[i]) || number > PID_MOST)
            return 0;
        number = number * 10 + (side->bytes.data[i] - '0');
    }
    return number;
}

static bool is_pid(const struct side *side)
{
    long number = number_of(side);
    bool in_a_name = memchr(side->word.data, '.', side->word.size) ||
                     memchr(side->word.data, '-', side->word.size) ||
                     memchr(side->word.data, '_', side->word.size);
    return in_a_name && number >= PID_LEAST && number <= PID_MOST &&
           !isdigit((unsigned char)side->word.data[0]);
}

bool looks_like_a_process_id(const struct sight *sight, struct text *evidence)
{
    return sight->region->line && is_pid(&sight->a) && is_pid(&sight->b) &&
           says(sight, evidence, "both names hold a number of the size of a process id");
}

static bool is_one(const struct side *side, char byte)
{
    return side->to - side->from == 1 && side->bytes.data[side->from] == byte && side->from > 0 &&
           isdigit((unsigned char)side->bytes.data[side->from - 1]) &&
           side->to < side->bytes.size && isdigit((unsigned char)side->bytes.data[side->to]);
}

bool looks_like_a_number_format(const struct sight *sight, struct text *evidence)
{
    bool fits = (is_one(&sight->a, '.') && is_one(&sight->b, ',')) ||
                (is_one(&sight->a, ',') && is_one(&sight->b, '.'));
    text_puts(evidence, fits ? "the same number with a point here and a comma there" : "");
    return fits;
}

/* --- what nobody can read --- */

static size_t count(struct bytes word, int (*is)(int))
{
    size_t many = 0;
    for (size_t i = 0; i < word.size; i++)
        many += is((unsigned char)word.data[i]) != 0;
    return many;
}

/* 8-4-4-4-12, RFC 9562 */
static bool is_uuid(struct bytes word)
{
    static const size_t dashes[] = {8, 13, 18, 23};
    for (size_t i = 0; word.size >= 36 && i < 4; i++)
        if (word.data[dashes[i]] != '-')
            return false;
    return word.size >= 36 && count(bytes_part(word, 0, 36), isxdigit) == 32;
}

static bool is_digest(struct bytes word)
{
    static const size_t lengths[] = {32, 40, 56, 64, 96, 128};
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++)
        if (word.size == lengths[i])
            return count(word, isxdigit) == word.size;
    return false;
}

bool looks_like_a_checksum(const struct sight *sight, struct text *evidence)
{
    const struct side *a = &sight->a;
    if (!sight->region->line && a->from >= 4 &&
        memmem(a->bytes.data, a->from, "GNU", 4)) { /* with its NUL: the note of a build-id */
        text_puts(evidence, "a build-id: it follows from what else differs in the program");
        return true;
    }
    if (!is_digest(a->word) || !is_digest(sight->b.word))
        return false;
    text_puts(evidence, "a checksum: it follows from what it is the checksum of");
    return true;
}

static bool is_random(struct bytes word)
{
    size_t digits = count(word, isdigit), letters = count(word, isalpha);
    return is_uuid(word) ||
           (word.size >= RANDOM && digits >= 2 && letters >= 2 && digits + letters == word.size);
}

bool looks_like_random(const struct sight *sight, struct text *evidence)
{
    return sight->a.word.size == sight->b.word.size && is_random(sight->a.word) &&
           is_random(sight->b.word) &&
           says(sight, evidence, "letters and digits of one length that mean nothing");
}
