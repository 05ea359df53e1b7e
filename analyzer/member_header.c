#include "member_header.h"

#include <stdlib.h>
#include <string.h>
#include "members.h"
#include "util.h"

static void put_time(struct text *text, const char *name, int is_set, long long seconds, long ns)
{
    if (!is_set)
        return;
    text_printf(text, "%s: %lld", name, seconds);
    if (ns)
        text_printf(text, ".%09ld", ns);
    text_puts(text, "\n");
}

static void put_text(struct text *text, const char *name, const char *value)
{
    if (!value || !*value)
        return;
    text_printf(text, "%s: ", name);
    text_escape(text, value, strlen(value));
    text_puts(text, "\n");
}

static void put_times(struct text *text, struct archive_entry *entry)
{
    put_time(text, "mtime", archive_entry_mtime_is_set(entry), archive_entry_mtime(entry),
             archive_entry_mtime_nsec(entry));
    put_time(text, "atime", archive_entry_atime_is_set(entry), archive_entry_atime(entry),
             archive_entry_atime_nsec(entry));
    put_time(text, "ctime", archive_entry_ctime_is_set(entry), archive_entry_ctime(entry),
             archive_entry_ctime_nsec(entry));
    put_time(text, "birthtime", archive_entry_birthtime_is_set(entry),
             archive_entry_birthtime(entry), archive_entry_birthtime_nsec(entry));
}

char *member_header(struct archive *archive, struct archive_entry *entry)
{
    struct text text = {0};
    put_times(&text, entry);
    text_printf(&text, "mode: %06o\n", (unsigned)archive_entry_mode(entry));
    text_printf(&text, "uid: %lld\n", (long long)archive_entry_uid(entry));
    text_printf(&text, "gid: %lld\n", (long long)archive_entry_gid(entry));
    put_text(&text, "uname", archive_entry_uname(entry));
    put_text(&text, "gname", archive_entry_gname(entry));
    put_text(&text, "link to", archive_entry_hardlink(entry));
    put_text(&text, "symbolic link to", archive_entry_symlink(entry));
    put_text(&text, "format", archive_format_name(archive));
    if (archive_entry_size_is_set(entry))
        text_printf(&text, MEMBER_SIZE "%lld\n", (long long)archive_entry_size(entry));
    return text.data;
}

/* --- gzip, RFC 1952 --- */

enum { GZIP_EXTRA = 4, GZIP_NAME = 8, GZIP_COMMENT = 16 };
#define GZIP_FIXED 10

static unsigned u16(const char *at)
{
    return (unsigned char)at[0] | (unsigned)(unsigned char)at[1] << 8;
}

/* A string at `*at`, which moves behind it. */
static void put_string(struct text *text, const char *name, struct bytes data, size_t *at)
{
    size_t length = strnlen(data.data + *at, data.size - *at);
    text_printf(text, "%s: ", name);
    text_escape(text, data.data + *at, length);
    text_puts(text, "\n");
    *at += length < data.size - *at ? length + 1 : length;
}

char *gzip_header(struct bytes data)
{
    struct text text = {0};
    if (data.size < GZIP_FIXED || memcmp(data.data, "\x1f\x8b\x08", 3) != 0)
        return NULL;
    unsigned flags = (unsigned char)data.data[3];
    size_t at = GZIP_FIXED;
    text_printf(&text, "mtime: %lu\n",
                u16(data.data + 4) | (unsigned long)u16(data.data + 6) << 16);
    text_printf(&text, "flags: 0x%02x\n", flags);
    text_printf(&text, "extra flags: %u\n", (unsigned char)data.data[8]);
    text_printf(&text, "system: %u\n", (unsigned char)data.data[9]);
    if (flags & GZIP_EXTRA && data.size - at >= 2)
        at += 2 + u16(data.data + at);
    if (flags & GZIP_NAME && at < data.size)
        put_string(&text, "name", data, &at);
    if (flags & GZIP_COMMENT && at < data.size)
        put_string(&text, "comment", data, &at);
    return text.data;
}

/* --- the primary volume descriptor of ISO 9660 (ECMA-119, 8.4) --- */

#define ISO_AT   32768
#define ISO_SIZE 2048

static void put_padded(struct text *text, const char *name, const char *field, size_t length)
{
    while (length && (field[length - 1] == ' ' || field[length - 1] == '\0'))
        length--;
    text_printf(text, "%s: ", name);
    text_escape(text, field, length);
    text_puts(text, "\n");
}

/* "2033051803332000" and a zone, in quarters of an hour */
static void put_iso_date(struct text *text, const char *name, const char *at)
{
    int zone = (signed char)at[16] * 15, minutes = zone < 0 ? -zone : zone;
    text_printf(text, "%s: %.4s-%.2s-%.2s %.2s:%.2s:%.2s%c%02d:%02d\n", name, at, at + 4, at + 6,
                at + 8, at + 10, at + 12, zone < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

char *iso_header(struct bytes data)
{
    static const struct {
        const char *name;
        unsigned at, length;
    } fields[] = {
        {"system", 8, 32},       {"volume", 40, 32},     {"set", 190, 128},
        {"publisher", 318, 128}, {"preparer", 446, 128}, {"application", 574, 128},
    };
    struct text text = {0};
    const char *volume = data.data + ISO_AT;
    if (data.size < ISO_AT + ISO_SIZE || memcmp(volume, "\1CD001", 6) != 0)
        return NULL;
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        put_padded(&text, fields[i].name, volume + fields[i].at, fields[i].length);
    for (size_t i = 813; i < 847; i++) {
        if ((i - 813) % 17 != 16 && (volume[i] < '0' || volume[i] > '9'))
            return text.data; /* no dates */
    }
    put_iso_date(&text, "created", volume + 813);
    put_iso_date(&text, "modified", volume + 830);
    return text.data;
}
