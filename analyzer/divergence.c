#include "divergence.h"

#include <stdlib.h>
#include <string.h>
#include "diff.h"
#include "util.h"

#define PARTS 4 /* times `max`: how many parts get a divergence of their own */

static struct divergence *add(struct output *output, const char *member)
{
    struct divergence *fresh = array_push(output->divergences, output->divergence_count);
    *fresh = (struct divergence){.member = member ? xstrdup(member) : NULL};
    return fresh;
}

/* The bytes of a region with their context; `lead`: how much of it stands before. */
static char *excerpt(struct bytes whole, size_t offset, size_t length, size_t *size, size_t *lead)
{
    size_t from = offset > OUTPUT_CONTEXT ? offset - OUTPUT_CONTEXT : 0;
    size_t room = OUTPUT_EXCERPT < whole.size - from ? OUTPUT_EXCERPT : whole.size - from;
    size_t wanted = offset - from + length + OUTPUT_CONTEXT;
    *lead = offset - from;
    *size = wanted < room ? wanted : room;
    char *copy = xmalloc(*size + 1);
    memcpy(copy, whole.data + from, *size);
    copy[*size] = '\0';
    return copy;
}

#define BLOCK ((size_t)1 << 16)

static unsigned lines_in(struct bytes whole, size_t from, size_t to)
{
    unsigned count = 0;
    while (from < to) {
        size_t block = to - from < BLOCK ? to - from : BLOCK;
        for (size_t i = 0; i < block; i++)
            count += whole.data[from + i] == '\n';
        from += block;
        bytes_passed(block);
    }
    return count;
}

static void fill(struct divergence *divergence, struct bytes a, struct bytes b,
                 const struct region *region)
{
    divergence->offset = region->a;
    divergence->length = region->a_length;
    divergence->offset_b = region->b;
    divergence->length_b = region->b_length;
    divergence->a =
        excerpt(a, region->a, region->a_length, &divergence->a_length, &divergence->a_lead);
    divergence->b =
        excerpt(b, region->b, region->b_length, &divergence->b_length, &divergence->b_lead);
}

void divergences_compare(struct output *output, size_t max, const char *member, struct bytes a,
                         struct bytes b)
{
    size_t have = output->divergence_count;
    if (have >= max * PARTS)
        return;
    struct regions regions = {.max = have < max ? max - have : 1};
    diff(a, b, &regions);
    size_t at = 0;
    unsigned line = 1;
    for (size_t i = 0; i < regions.count; i++) {
        struct divergence *fresh = add(output, member);
        fill(fresh, a, b, &regions.items[i]);
        line += regions.text ? lines_in(a, at, regions.items[i].a) : 0;
        at = regions.items[i].a;
        fresh->line = regions.text ? line : 0;
        fresh->reordered = regions.items[i].reordered;
    }
    regions_free(&regions);
}

void divergences_between(struct output *output, const char *member, struct bytes a, struct bytes b)
{
    size_t lead = bytes_common_prefix(a, b), tail = bytes_common_suffix(a, b, lead);
    struct region region = {lead, a.size - lead - tail, lead, b.size - lead - tail, false};
    fill(add(output, member), a, b, &region);
}

void divergences_describe(struct output *output, const char *member, char *a, char *b)
{
    struct divergence *fresh = add(output, member);
    fresh->a = a;
    fresh->b = b;
    fresh->a_length = strlen(a);
    fresh->b_length = strlen(b);
}

void divergence_free(struct divergence *divergence)
{
    free(divergence->member);
    free(divergence->a);
    free(divergence->b);
}
