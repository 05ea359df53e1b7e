#include <ctype.h>
#include <string.h>
#include "outputs.h"

/* A stretch of A: from `from` up to, not including, `to`. */
struct stretch {
    uint64_t from, to;
};

/* Colon and point belong to a time or a fraction if digits stand on both sides. */
static bool in_value(const struct divergence *divergence, size_t at)
{
    const char *bytes = divergence->a;
    if (isalnum((unsigned char)bytes[at]))
        return true;
    return (bytes[at] == ':' || bytes[at] == '.') && at > 0 && at + 1 < divergence->a_length &&
           isdigit((unsigned char)bytes[at - 1]) && isdigit((unsigned char)bytes[at + 1]);
}

/*
 * The region widened to the value it is part of: of two numbers, other digits may differ in the
 * next run.
 */
static struct stretch widened(const struct divergence *divergence)
{
    struct stretch stretch = {divergence->offset, divergence->offset + divergence->length};
    size_t lead = divergence->a_lead;
    size_t end = lead + divergence->length;
    for (size_t at = lead; at > 0 && at <= divergence->a_length && in_value(divergence, at - 1);
         at--)
        stretch.from--;
    for (size_t at = end; at < divergence->a_length && in_value(divergence, at); at++)
        stretch.to++;
    return stretch;
}

/* Where nothing stands in A, touching is enough. */
static bool overlaps(struct stretch a, struct stretch b)
{
    if (a.from == a.to || b.from == b.to)
        return a.from <= b.to && b.from <= a.to;
    return a.from < b.to && b.from < a.to;
}

static bool same_member(const struct divergence *a, const struct divergence *b)
{
    if (!a->member || !b->member)
        return a->member == b->member;
    return strcmp(a->member, b->member) == 0;
}

/* Both sides are described, there are no bytes. */
static bool is_whole(const struct divergence *divergence)
{
    return divergence->length == 0 && divergence->length_b == 0;
}

bool divergences_overlap(const struct divergence *probe, const struct divergence *region)
{
    if (!same_member(probe, region))
        return false;
    if (is_whole(region) || is_whole(probe))
        return is_whole(region) && is_whole(probe);
    return overlaps(widened(probe), widened(region));
}

static bool output_overlaps(const struct output *output, const struct divergence *region)
{
    enum output_state state = output->state;
    bool whole = state != OUTPUT_EQUAL && state != OUTPUT_CONTENT && state != OUTPUT_MODE &&
                 state != OUTPUT_RENAMED;
    for (size_t i = 0; i < output->divergence_count; i++) {
        if (divergences_overlap(&output->divergences[i], region))
            return true;
    }
    return whole;
}

/* --- files that only the other run has --- */

static size_t component_length(const char *path)
{
    return strcspn(path, "/");
}

/* Two names of which the middle changes: as long, or with the same start or end. */
static bool is_like(const char *a, size_t length_a, const char *b, size_t length_b)
{
    if (length_a == 0 || length_b == 0)
        return length_a == length_b;
    return length_a == length_b || a[0] == b[0] || a[length_a - 1] == b[length_b - 1];
}

/*
 * Two names for one thing: in the same folder, or in folders that are named after the content as
 * well, then all as long (git's objects).
 */
static bool is_namesake(const char *a, const char *b)
{
    bool same_folder = true;
    for (;;) {
        size_t length_a = component_length(a), length_b = component_length(b);
        bool last = a[length_a] == '\0';
        if (last != (b[length_b] == '\0'))
            return false;
        if (last)
            return same_folder ? is_like(a, length_a, b, length_b) : length_a == length_b;
        if (length_a != length_b)
            return false;
        same_folder &= memcmp(a, b, length_a) == 0;
        a += length_a + 1, b += length_b + 1;
    }
}

/* A name only B had tells nothing of a third run, where the file is called otherwise again. */
static bool namesake_overlaps(const struct outputs *probe, const char *path)
{
    for (size_t i = 0; i < probe->count; i++) {
        const struct output *output = &probe->items[i];
        if (output->state == OUTPUT_ONLY_B && is_namesake(output->path, path))
            return true;
    }
    return false;
}

bool outputs_overlap(const struct outputs *probe, const char *path, const struct divergence *region)
{
    for (size_t i = 0; i < probe->count; i++) {
        if (strcmp(probe->items[i].path, path) == 0)
            return output_overlaps(&probe->items[i], region);
    }
    return is_whole(region) && !region->member && namesake_overlaps(probe, path);
}
