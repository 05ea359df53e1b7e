#include "report_value.h"

#include <ctype.h>
#include <stdlib.h>
#include "util.h"

#define INDENT    7          /* columns in front of a value: "    a: " */
#define UNLIMITED (1u << 16) /* columns, when lines are not wrapped */

/* One side, split into what comes before, the region, and what comes after; escaped. */
struct side {
    char *lead, *region, *trail;
};

static char *escaped(const char *data, size_t length)
{
    struct text text = {0};
    if (length)
        text_escape(&text, data, length);
    return text.data ? text.data : xstrdup("");
}

/* Context ends at the line; where there are no lines, at the first byte that is no text. */
static bool ends_context(char byte, bool binary)
{
    return byte == '\n' || (binary && !isprint((unsigned char)byte));
}

static struct side split(const char *data, size_t length, size_t lead, size_t size, bool binary)
{
    if (lead > length)
        lead = length;
    size_t end = size < length - lead ? lead + size : length;
    size_t from = lead, to = end;
    while (from > 0 && !ends_context(data[from - 1], binary))
        from--;
    while (to < length && !ends_context(data[to], binary))
        to++;
    return (struct side){escaped(data + from, lead - from), escaped(data + lead, end - lead),
                         escaped(data + end, to - end)};
}

static void replace(char **text, char *with)
{
    free(*text);
    *text = with;
}

/* The region first, then what comes before it, then what comes after. */
static void fit(struct side *side, unsigned room)
{
    replace(&side->lead, page_cut_start(side->lead, room / 3));
    room -= page_columns(side->lead);
    replace(&side->region, page_cut_end(side->region, room));
    room -= page_columns(side->region);
    replace(&side->trail, page_cut_end(side->trail, room));
}

static void side_free(struct side *side)
{
    free(side->lead);
    free(side->region);
    free(side->trail);
}
#define autoside __attribute__((cleanup(side_free)))

static struct side side_a(const struct divergence *d)
{
    return split(d->a ? d->a : "", d->a_length, d->a_lead, d->length, d->line == 0);
}

static struct side side_b(const struct divergence *d)
{
    return split(d->b ? d->b : "", d->b_length, d->b_lead, d->length_b, d->line == 0);
}

static void put_side(const struct page *page, const char *name, enum paint paint,
                     const struct side *side)
{
    fprintf(page->to, "    %s: %s", name, side->lead);
    page_put(page, paint, side->region);
    fprintf(page->to, "%s\n", side->trail);
}

static void put_marks(const struct page *page, const struct side *a, const struct side *b)
{
    unsigned wide_a = page_columns(a->region), wide_b = page_columns(b->region);
    unsigned wide = wide_a > wide_b ? wide_a : wide_b;
    fprintf(page->to, "%*s", (int)(INDENT + page_columns(b->lead)), "");
    page_paint(page, PAINT_HEAD);
    for (unsigned i = 0; i < wide || i == 0; i++)
        fputc('^', page->to);
    page_paint(page, PAINT_PLAIN);
    fputc('\n', page->to);
}

/* No byte difference: both texts describe a side as a whole. */
static bool is_description(const struct divergence *divergence)
{
    return divergence->length == 0 && divergence->length_b == 0;
}

void value_block(const struct page *page, const struct divergence *divergence)
{
    unsigned width = page->style->width;
    unsigned room = width == 0 ? UNLIMITED : width > INDENT + 20 ? width - INDENT : 20;
    autoside struct side a = side_a(divergence);
    autoside struct side b = side_b(divergence);
    fit(&a, room);
    fit(&b, room);
    put_side(page, "a", PAINT_A, &a);
    put_side(page, "b", PAINT_B, &b);
    if (!is_description(divergence))
        put_marks(page, &a, &b);
}

char *value_brief(const struct divergence *divergence, unsigned room)
{
    autoside struct side a = side_a(divergence);
    autoside struct side b = side_b(divergence);
    fit(&a, room);
    fit(&b, room);
    return xasprintf("\"%s%s%s\" | \"%s%s%s\"", a.lead, a.region, a.trail, b.lead, b.region,
                     b.trail);
}
