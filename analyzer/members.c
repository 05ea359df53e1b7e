#include "members.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>
#include "member_header.h"
#include "sections.h"
#include "util.h"

#define MAX_MEMBERS (1u << 18)

static void cleanup_archive(struct archive **archive)
{
    if (*archive)
        archive_read_free(*archive);
}
#define autoarchive __attribute__((cleanup(cleanup_archive)))

/* --- opening --- */

/* Only what libarchive does itself: some of its other filters start programs. */
static void support_streams(struct archive *archive)
{
    archive_read_support_filter_gzip(archive);
    archive_read_support_filter_bzip2(archive);
    archive_read_support_filter_xz(archive);
    archive_read_support_filter_zstd(archive);
    archive_read_support_filter_lz4(archive);
    archive_read_support_filter_compress(archive);
    archive_read_support_filter_rpm(archive);
    archive_read_support_format_raw(archive);
}

static void support_archives(struct archive *archive)
{
    archive_read_support_format_tar(archive);
    archive_read_support_format_zip(archive);
    archive_read_support_format_ar(archive);
    archive_read_support_format_cpio(archive);
    archive_read_support_format_iso9660(archive);
    archive_read_support_format_7zip(archive);
}

static struct archive *open_memory(struct bytes data, bool stream)
{
    struct archive *archive = archive_read_new();
    if (!archive)
        return NULL;
    support_streams(archive);
    if (!stream)
        support_archives(archive);
    if (archive_read_open_memory(archive, data.data, data.size) == ARCHIVE_OK)
        return archive;
    archive_read_free(archive);
    return NULL;
}

/* Positive: an entry, 0: the end, negative: unreadable. */
static int next_entry(struct archive *archive, struct archive_entry **entry)
{
    int status;
    do
        status = archive_read_next_header(archive, entry);
    while (status == ARCHIVE_RETRY);
    if (status == ARCHIVE_EOF)
        return 0;
    return status == ARCHIVE_OK || status == ARCHIVE_WARN ? 1 : -1;
}

static bool is_raw(struct archive *archive)
{
    return archive_format(archive) == ARCHIVE_FORMAT_RAW;
}

/* "Raw" takes anything: without a filter it is just a file. */
static bool is_plain(struct archive *archive)
{
    return is_raw(archive) && archive_filter_code(archive, 0) == ARCHIVE_FILTER_NONE;
}

/* --- listing --- */

/* Reads the content of the current entry, for its hash and its size. */
static bool digest(struct archive *archive, uint64_t *budget, struct member *member)
{
    char block[16384];
    XXH3_state_t *state = XXH3_createState();
    XXH3_64bits_reset(state);
    la_ssize_t got;
    while ((got = archive_read_data(archive, block, sizeof block)) > 0) {
        XXH3_64bits_update(state, block, (size_t)got);
        member->size += (uint64_t)got;
        bytes_passed((size_t)got);
        if ((uint64_t)got > *budget)
            break;
        *budget -= (uint64_t)got;
    }
    member->hash = XXH3_64bits_digest(state);
    XXH3_freeState(state);
    return got == 0;
}

static char *entry_name(struct archive *archive, struct archive_entry *entry, size_t index)
{
    if (is_raw(archive))
        return xstrdup(MEMBER_CONTENT);
    const char *name = archive_entry_pathname(entry);
    if (!name)
        name = archive_entry_pathname_utf8(entry);
    return name ? xstrdup(name) : xasprintf("(member %zu)", index);
}

static bool list_entries(struct archive *archive, uint64_t *budget, struct members *members)
{
    struct archive_entry *entry;
    int status;
    while ((status = next_entry(archive, &entry)) > 0) {
        if (is_plain(archive) || members->count >= MAX_MEMBERS)
            return false;
        size_t index = members->count;
        struct member *member = array_push(members->items, members->count);
        *member = (struct member){.index = index, .name = entry_name(archive, entry, index)};
        if (!is_raw(archive))
            member->header = member_header(archive, entry);
        if (!digest(archive, budget, member))
            return false;
    }
    return status == 0 && members->count > 0;
}

static int by_name(const void *a, const void *b)
{
    const struct member *left = a, *right = b;
    int order = strcmp(left->name, right->name);
    return order ? order : (left->index > right->index) - (left->index < right->index);
}

static void sort_and_number(struct members *members)
{
    qsort(members->items, members->count, sizeof *members->items, by_name);
    for (size_t i = 1; i < members->count; i++) {
        struct member *before = &members->items[i - 1], *member = &members->items[i];
        member->nth = strcmp(before->name, member->name) == 0 ? before->nth + 1 : 0;
    }
}

static bool try_list(struct bytes data, uint64_t *budget, struct members *members, bool stream)
{
    *members = (struct members){.stream = stream};
    autoarchive struct archive *archive = data.size ? open_memory(data, stream) : NULL;
    if (archive && list_entries(archive, budget, members))
        return true;
    members_free(members);
    return false;
}

bool members_list(struct bytes data, uint64_t *budget, struct members *members)
{
    /* what begins with zeros is an empty tar to libarchive: it may still be compressed */
    if (!sections_list(data, budget, members) && !try_list(data, budget, members, false) &&
        !try_list(data, budget, members, true))
        return false;
    sort_and_number(members);
    return true;
}

/* --- loading --- */

static void load(struct archive *archive, struct member *member)
{
    member->data = xmalloc(member->size + 1);
    size_t have = 0;
    la_ssize_t got;
    while (have < member->size &&
           (got = archive_read_data(archive, member->data + have, member->size - have)) > 0)
        have += (size_t)got;
    member->size = have;
}

static struct member **by_position(const struct members *members)
{
    struct member **order = xmalloc(members->count * sizeof *order);
    for (size_t i = 0; i < members->count; i++)
        order[members->items[i].index] = &members->items[i];
    return order;
}

void members_load(struct bytes data, uint64_t most, struct members *members)
{
    struct archive_entry *entry;
    if (members->sections) {
        sections_load(data, most, members);
        return;
    }
    autoarchive struct archive *archive = open_memory(data, members->stream);
    autofree struct member **order = by_position(members);
    for (size_t i = 0; archive && i < members->count && next_entry(archive, &entry) > 0; i++) {
        if (!order[i]->wanted || order[i]->size > most)
            continue;
        most -= order[i]->size;
        load(archive, order[i]);
    }
}

void members_free(struct members *members)
{
    for (size_t i = 0; i < members->count; i++) {
        free(members->items[i].name);
        free(members->items[i].header);
        free(members->items[i].data);
        free(members->items[i].text);
    }
    free(members->items);
    *members = (struct members){0};
}
