/* Zones by file: tzfile(5), RFC 8536. */
#include "zone.h"
#include "lib.h"
#include "syscall.h"
#include "banned.h"

#define ZONES "/usr/share/zoneinfo/"
#define HEAD  44u /* bytes of a header */

/* A file of the second version and above, whose times have eight bytes. */
struct zone {
    const unsigned char *file;
    size_t size;
    const unsigned char *times, *kinds, *types;
    uint32_t time_count, type_count;
    char rule[64]; /* for what comes after the last change; "": none */
};

static int64_t big_endian(const unsigned char *at, size_t size)
{
    uint64_t value = at[0] & 0x80 ? UINT64_MAX : 0;
    while (size--)
        value = value << 8 | *at++;
    return (int64_t)value;
}

/* The counts of a header, in the order in which they stand in it. */
enum { UT_COUNT, STANDARD_COUNT, LEAP_COUNT, TIME_COUNT, TYPE_COUNT, CHAR_COUNT, COUNTS };

static bool read_head(const struct zone *zone, size_t at, uint32_t count[COUNTS])
{
    static const unsigned char magic[] = {'T', 'Z', 'i', 'f'};
    if (zone->size < HEAD || at > zone->size - HEAD ||
        memcmp(zone->file + at, magic, sizeof magic) != 0 || zone->file[at + 4] < '2')
        return false;
    for (size_t i = 0; i < COUNTS; i++) {
        count[i] = (uint32_t)big_endian(zone->file + at + 20 + 4 * i, 4);
        if (count[i] > 65536)
            return false;
    }
    return true;
}

static size_t body_size(const uint32_t count[COUNTS], size_t time_size)
{
    return count[TIME_COUNT] * (time_size + 1) + count[TYPE_COUNT] * 6 + count[CHAR_COUNT] +
           count[LEAP_COUNT] * (time_size + 4) + count[STANDARD_COUNT] + count[UT_COUNT];
}

/* The last line. */
static void read_rule(struct zone *zone, size_t at)
{
    size_t length = 0;
    zone->rule[0] = '\0';
    if (at >= zone->size || zone->file[at++] != '\n')
        return;
    while (at + length < zone->size && zone->file[at + length] != '\n')
        length++;
    if (length >= sizeof zone->rule)
        return;
    memcpy(zone->rule, zone->file + at, length);
    zone->rule[length] = '\0';
}

static bool understand(struct zone *zone)
{
    uint32_t count[COUNTS];
    if (!read_head(zone, 0, count))
        return false;
    size_t head = HEAD + body_size(count, 4), body = head + HEAD;
    if (!read_head(zone, head, count) || body_size(count, 8) > zone->size - body ||
        count[TYPE_COUNT] == 0)
        return false;
    zone->time_count = count[TIME_COUNT];
    zone->type_count = count[TYPE_COUNT];
    zone->times = zone->file + body;
    zone->kinds = zone->times + 8 * (size_t)zone->time_count;
    zone->types = zone->kinds + zone->time_count;
    read_rule(zone, body + body_size(count, 8));
    return true;
}

static bool open_zone(const char *path, struct zone *zone)
{
    struct stat status;
    long fd = sys4(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0);
    if (fd < 0)
        return false;
    long result = sys4(SYS_newfstatat, fd, "", &status, AT_EMPTY_PATH), map = -1;
    if (result == 0 && S_ISREG(status.st_mode) && status.st_size >= (off_t)HEAD)
        map = sys6(SYS_mmap, 0, status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    sys1(SYS_close, fd);
    if (map < 0)
        return false;
    *zone = (struct zone){.file = (const unsigned char *)map, .size = (size_t)status.st_size};
    if (understand(zone))
        return true;
    sys2(SYS_munmap, map, zone->size);
    return false;
}

/* The file TZ names: by its path, or below the directory of all zones. */
static bool open_named(const char *tz, struct zone *zone)
{
    char path[256] = ZONES;
    size_t length = text_length(tz);
    if (*tz == '/')
        return open_zone(tz, zone);
    if (length == 0 || length >= sizeof path - sizeof ZONES)
        return false;
    memcpy(path + sizeof ZONES - 1, tz, length + 1);
    return open_zone(path, zone);
}

static int64_t file_offset(const struct zone *zone, int64_t moment)
{
    uint32_t low = 0, high = zone->time_count;
    int64_t east;
    while (low < high) { /* how many changes came before or now */
        uint32_t middle = low + (high - low) / 2;
        if (big_endian(zone->times + 8 * (size_t)middle, 8) <= moment)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == zone->time_count && zone->rule[0] && zone_rule(zone->rule, moment, &east))
        return east;
    unsigned kind = low ? zone->kinds[low - 1] : 0;
    return kind < zone->type_count ? big_endian(zone->types + 6 * (size_t)kind, 4) : 0;
}

static int64_t offset_at(const struct zone *zone, const char *rule, int64_t moment)
{
    int64_t east;
    if (zone)
        return file_offset(zone, moment);
    return zone_rule(rule, moment, &east) ? east : 0;
}

/*
 * The offset a day earlier or a day later is the one that holds.  What the clock showed twice is
 * the first time, what it never showed is as much later.
 */
static int64_t moment_of(const struct zone *zone, const char *rule, int64_t local)
{
    int64_t before = local - offset_at(zone, rule, local - 86400);
    int64_t after = local - offset_at(zone, rule, local + 86400);
    bool holds = before + offset_at(zone, rule, before) == local;
    bool later = after + offset_at(zone, rule, after) == local;
    return !holds && later ? after : before;
}

int64_t zone_moment(const char *tz, int64_t local)
{
    struct zone zone;
    if (tz && *tz == ':')
        tz++;
    bool file = tz ? open_named(tz, &zone) : open_zone("/etc/localtime", &zone);
    int64_t moment = moment_of(file ? &zone : NULL, tz ? tz : "", local);
    if (file)
        sys2(SYS_munmap, zone.file, zone.size);
    return moment;
}
