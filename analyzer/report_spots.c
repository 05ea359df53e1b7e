#include "report_spots.h"

#include <stdlib.h>
#include <string.h>

#define MANY   6 /* spots named one by one */
#define HEADER "header)"

static const char *plural(size_t count)
{
    return count == 1 ? "" : "s";
}

static bool ends(const char *text, const char *end)
{
    size_t length = strlen(text), size = strlen(end);
    return length >= size && strcmp(text + length - size, end) == 0;
}

static bool same(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

/* A member that only one side has differs from its first byte on. */
static bool is_alone(const struct divergence *d)
{
    return d->a_length == 0 || d->b_length == 0;
}

/* What the line of a header is about: "mtime"; malloc'd, NULL: no header. */
static char *field_of(const struct divergence *d)
{
    if (!d->member || !d->line || !ends(d->member, HEADER))
        return NULL;
    if (is_alone(d))
        return xstrdup(d->b_length ? "missing in a" : "missing in b");
    size_t from = d->a_lead;
    while (from > 0 && d->a[from - 1] != '\n')
        from--;
    size_t length = strcspn(d->a + from, ":\n");
    return d->a[from + length] == ':' ? xstrndup(d->a + from, length) : NULL;
}

/* A header's member: without " (header)"; malloc'd. */
static char *member_of(const char *header)
{
    const char *end = strrchr(header, '(');
    size_t length = (size_t)(end - header);
    while (length && (header[length - 1] == ' ' || header[length - 1] == '/'))
        length--;
    return length ? xstrndup(header, length) : xstrdup(header);
}

void spot_add(struct text *line, const struct divergence *divergence)
{
    autofree char *field = field_of(divergence);
    if (field)
        text_puts(line, field);
    else if (divergence->line)
        text_printf(line, "line %u", divergence->line);
    else if (divergence->length > 1)
        text_printf(line, "bytes %llu-%llu", (unsigned long long)divergence->offset,
                    (unsigned long long)(divergence->offset + divergence->length - 1));
    else
        text_printf(line, "byte %llu", (unsigned long long)divergence->offset);
}

/* One word of the list: a place, or all members of which the same field differs. */
struct spot {
    const struct divergence *first;
    char *field; /* NULL: none */
    size_t count;
};

static struct spot *spot_of(struct spot *spots, size_t count, const char *field, const char *shown)
{
    for (size_t i = 0; field && i < count; i++) {
        if (same(spots[i].field, field) && !same(spots[i].first->member, shown))
            return &spots[i];
    }
    return NULL;
}

static bool in_one_line(const struct divergence *a, const struct divergence *b)
{
    return a->line && a->line == b->line && same(a->member, b->member);
}

static struct spot *gather(const struct place *places, size_t count, size_t *spot_count)
{
    struct spot *spots = NULL;
    const char *shown = places[0].divergence->member;
    for (size_t i = 1; i < count; i++) {
        const struct divergence *divergence = places[i].divergence;
        if (in_one_line(divergence, places[i - 1].divergence))
            continue;
        autofree char *field = field_of(divergence);
        bool here = same(divergence->member, shown);
        struct spot *known = here ? NULL : spot_of(spots, *spot_count, field, shown);
        if (known)
            known->count++;
        else
            *array_push(spots, *spot_count) =
                (struct spot){divergence, field ? xstrdup(field) : NULL, 1};
    }
    return spots;
}

/* Of two parts of one file the second is called by what tells them apart: "(section .text)". */
static const char *beside(const char *member, const char *before)
{
    const char *part = strrchr(member, '/');
    size_t length = part ? (size_t)(part - member) + 1 : 0;
    bool is_part = length && part[1] == '(' && before && strncmp(member, before, length) == 0;
    return is_part ? part + 1 : member;
}

/* `shown`: the member shown before the list; `before`: the one named last. */
static void put_spot(struct text *line, const struct spot *spot, const char *shown,
                     const char *before)
{
    const char *member = spot->first->member;
    if (member && !spot->field && !same(member, before))
        text_printf(line, "%s ", beside(member, before));
    spot_add(line, spot->first);
    if (!spot->field || same(member, shown))
        return;
    autofree char *name = member_of(member);
    text_printf(line, "%s%s", is_alone(spot->first) ? ": " : " of ", name);
    if (spot->count > 1)
        text_printf(line, " and %zu more member%s", spot->count - 1, plural(spot->count - 1));
}

char *spots_besides_first(const struct place *places, size_t count)
{
    struct text line = {0};
    size_t spot_count = 0, all = 0, told = 0;
    const char *shown = places[0].divergence->member, *before = shown;
    struct spot *spots = count > 1 ? gather(places, count, &spot_count) : NULL;
    for (size_t i = 0; i < spot_count; i++) {
        if (i < MANY) {
            text_puts(&line, i ? ", " : "");
            put_spot(&line, &spots[i], shown, before);
            told += spots[i].count;
            before = spots[i].first->member;
        }
        all += spots[i].count;
        free(spots[i].field);
    }
    if (spot_count > MANY)
        text_printf(&line, " and %zu more", all - told);
    free(spots);
    return line.data;
}
