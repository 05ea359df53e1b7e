#include "parts.h"

#include <stdlib.h>
#include <string.h>
#include "divergence.h"
#include "members.h"
#include "util.h"

#define MAX_DEPTH    4
#define MAX_INFLATED (1ull << 30)   /* more than it takes, of one side of an output: a bomb */
#define MAX_LOADED   (512ull << 20) /* of one archive, of one side */
#define MAX_MEMBER   (256ull << 20) /* larger ones are compared by hash alone */

struct comparison {
    struct output *output;
    size_t max;
    uint64_t budget_a, budget_b;
};

static bool compare_inside(struct comparison *comparison, const char *inside, struct bytes a,
                           struct bytes b, unsigned depth);

static struct bytes text_bytes(const char *text)
{
    return text ? (struct bytes){text, strlen(text)} : (struct bytes){"", 0};
}

/* "outer/inner" */
static char *name_below(const char *inside, const char *name)
{
    return inside ? xasprintf("%s/%s", inside, name) : xstrdup(name);
}

static bool compare_text(struct comparison *comparison, const char *name, const char *a,
                         const char *b)
{
    struct bytes left = text_bytes(a), right = text_bytes(b);
    if (bytes_equal(left, right))
        return false;
    divergences_compare(comparison->output, comparison->max, name, left, right);
    return true;
}

static void compare_content(struct comparison *comparison, const char *name, struct bytes a,
                            struct bytes b, unsigned depth)
{
    if (depth >= MAX_DEPTH || !compare_inside(comparison, name, a, b, depth))
        divergences_compare(comparison->output, comparison->max, name, a, b);
}

/* --- one pair of members; either may be missing --- */

static char *shown_name(const char *inside, const struct member *member)
{
    autofree char *numbered =
        member->nth ? xasprintf("%s#%u", member->name, member->nth + 1) : xstrdup(member->name);
    return name_below(inside, numbered);
}

static void compare_loaded(struct comparison *comparison, const char *name, struct member *a,
                           struct member *b, unsigned depth)
{
    if (!a->data || !b->data) {
        divergences_describe(comparison->output, name,
                             xasprintf("%llu bytes, not looked into", (unsigned long long)a->size),
                             xasprintf("%llu bytes, not looked into", (unsigned long long)b->size));
        return;
    }
    compare_content(comparison, name, (struct bytes){a->data, a->size},
                    (struct bytes){b->data, b->size}, depth + 1);
    free(a->data);
    free(b->data);
    a->data = b->data = NULL;
}

static bool content_differs(const struct member *a, const struct member *b)
{
    return a->size != b->size || a->hash != b->hash;
}

/* Of contents that differ the sizes say nothing new. */
static void leave_out_size(char *header)
{
    bool first = header && strncmp(header, MEMBER_SIZE, strlen(MEMBER_SIZE)) == 0;
    char *before = header && !first ? strstr(header, "\n" MEMBER_SIZE) : NULL;
    if (first)
        header[0] = '\0';
    else if (before)
        before[1] = '\0';
}

static bool compare_members(struct comparison *comparison, const char *inside, struct member *a,
                            struct member *b, unsigned depth)
{
    autofree char *name = shown_name(inside, a ? a : b);
    autofree char *header = xasprintf("%s (header)", name);
    if (a && b && content_differs(a, b)) {
        leave_out_size(a->header);
        leave_out_size(b->header);
    }
    bool differs = compare_text(comparison, header, a ? a->header : NULL, b ? b->header : NULL);
    if (!a || !b || !content_differs(a, b))
        return differs;
    compare_loaded(comparison, name, a, b, depth);
    return true;
}

/* --- all members --- */

static int by_name(const struct member *a, const struct member *b)
{
    int order = strcmp(a->name, b->name);
    return order ? order : (a->nth > b->nth) - (a->nth < b->nth);
}

struct pairing {
    struct members *a, *b;
    size_t at_a, at_b;
};

/* The next pair in the order of names; one of both may be NULL.  False: no more. */
static bool next_pair(struct pairing *pairing, struct member **a, struct member **b)
{
    *a = pairing->at_a < pairing->a->count ? &pairing->a->items[pairing->at_a] : NULL;
    *b = pairing->at_b < pairing->b->count ? &pairing->b->items[pairing->at_b] : NULL;
    int order = *a && *b ? by_name(*a, *b) : *a ? -1 : 1;
    if (order < 0)
        *b = NULL;
    else if (order > 0)
        *a = NULL;
    pairing->at_a += *a != NULL;
    pairing->at_b += *b != NULL;
    return *a || *b;
}

static void want_differing(struct members *a, struct members *b)
{
    struct pairing pairing = {a, b, 0, 0};
    struct member *left, *right;
    while (next_pair(&pairing, &left, &right)) {
        if (left && right && content_differs(left, right) && left->size <= MAX_MEMBER &&
            right->size <= MAX_MEMBER)
            left->wanted = right->wanted = true;
    }
}

static bool compare_all(struct comparison *comparison, const char *inside, struct members *a,
                        struct members *b, unsigned depth)
{
    struct pairing pairing = {a, b, 0, 0};
    struct member *left, *right;
    bool differs = false;
    while (next_pair(&pairing, &left, &right))
        differs |= compare_members(comparison, inside, left, right, depth);
    return differs;
}

/* --- the order of what both have --- */

static int by_position(const void *a, const void *b)
{
    const struct member *left = *(struct member *const *)a, *right = *(struct member *const *)b;
    return (left->index > right->index) - (left->index < right->index);
}

static char *listing(struct member **members, size_t count)
{
    struct text text = {0};
    qsort(members, count, sizeof *members, by_position);
    for (size_t i = 0; i < count; i++) {
        text_escape(&text, members[i]->name, strlen(members[i]->name));
        text_puts(&text, "\n");
    }
    return text.data;
}

static bool compare_order(struct comparison *comparison, const char *inside, struct members *a,
                          struct members *b)
{
    autofree struct member **common_a = xmalloc(a->count * sizeof(void *));
    autofree struct member **common_b = xmalloc(b->count * sizeof(void *));
    struct pairing pairing = {a, b, 0, 0};
    struct member *left, *right;
    size_t count = 0;
    while (next_pair(&pairing, &left, &right)) {
        if (left && right) {
            common_a[count] = left;
            common_b[count++] = right;
        }
    }
    if (count < 2)
        return false;
    autofree char *order_a = listing(common_a, count);
    autofree char *order_b = listing(common_b, count);
    autofree char *name = name_below(inside, "(order of entries)");
    return compare_text(comparison, name, order_a, order_b);
}

/* --- one archive, or one stream --- */

static bool compare_archive(struct comparison *comparison, const char *inside, struct bytes a,
                            struct bytes b, unsigned depth)
{
    automembers struct members members_a = {0}, members_b = {0};
    if (!members_list(a, &comparison->budget_a, &members_a) ||
        !members_list(b, &comparison->budget_b, &members_b))
        return false;
    want_differing(&members_a, &members_b);
    members_load(a, MAX_LOADED, &members_a);
    members_load(b, MAX_LOADED, &members_b);
    bool order = compare_order(comparison, inside, &members_a, &members_b);
    return compare_all(comparison, inside, &members_a, &members_b, depth) || order;
}

/* False: nothing found that differs, or nothing to look into. */
static bool compare_inside(struct comparison *comparison, const char *inside, struct bytes a,
                           struct bytes b, unsigned depth)
{
    static const struct {
        const char *name;
        char *(*read)(struct bytes data);
    } headers[] = {{"(gzip header)", gzip_header}, {"(volume header)", iso_header}};
    bool differs = false;
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
        autofree char *header_a = headers[i].read(a);
        autofree char *header_b = headers[i].read(b);
        autofree char *name = name_below(inside, headers[i].name);
        if (header_a && header_b)
            differs |= compare_text(comparison, name, header_a, header_b);
    }
    return compare_archive(comparison, inside, a, b, depth) || differs;
}

void parts_compare(struct output *output, size_t max, struct bytes a, struct bytes b)
{
    struct comparison comparison = {output, max, MAX_INFLATED + a.size, MAX_INFLATED + b.size};
    compare_content(&comparison, NULL, a, b, 0);
}
