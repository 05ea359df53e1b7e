#include "report_places.h"

#include <string.h>
#include "report_spots.h"
#include "report_value.h"
#include "util.h"

#define MANY_OUTPUTS 6 /* further outputs of a group named one by one */

static const char *plural(size_t count)
{
    return count == 1 ? "" : "s";
}

/* What is wrong with an output that differs as a whole; NULL: its bytes differ. */
static const char *whole_difference(const struct output *output)
{
    switch (output->state) {
    case OUTPUT_EQUAL:
    case OUTPUT_CONTENT:
        return output->divergence_count == 1 && output->divergences[0].reordered
                   ? "has the same entries in another order"
                   : NULL;
    case OUTPUT_ONLY_A:
        return "is missing in b";
    case OUTPUT_ONLY_B:
        return "is missing in a";
    case OUTPUT_TYPE:
        return "is something else in b";
    case OUTPUT_MODE:
        return "has other permissions in b";
    case OUTPUT_TARGET:
        return "points elsewhere in b";
    case OUTPUT_RENAMED:
        return NULL;
    }
    return NULL;
}

/* Places of the output that stands first in `places`. */
static size_t same_output(const struct place *places, size_t count)
{
    size_t same = 0;
    while (same < count && places[same].output == places[0].output)
        same++;
    return same;
}

static size_t outputs_in(const struct region_group *group)
{
    size_t outputs = 0;
    for (size_t i = 0; i < group->count; i += same_output(group->places + i, group->count - i))
        outputs++;
    return outputs;
}

static bool is_name(const struct place *place)
{
    return place->output->renamed && place->divergence == place->output->divergences;
}

/* "out/app"; "renamed: 1234.log -> 77.log"; where the name is not the point "1234.log (b: 77.log)"
 */
static void add_name(struct text *text, const struct place *place)
{
    const struct output *output = place->output;
    text_puts(text, is_name(place) ? "renamed: " : "");
    text_escape(text, output->path, strlen(output->path));
    if (!output->renamed)
        return;
    text_puts(text, is_name(place) ? " -> " : " (b: ");
    text_escape(text, output->renamed, strlen(output->renamed));
    text_puts(text, is_name(place) ? "" : ")");
}

/* "out/app differs in 2 places", "out/a and 3 more outputs differ in 9 places" */
static void put_head(const struct page *page, const struct region_group *group)
{
    const struct output *first = group->places[0].output;
    size_t outputs = outputs_in(group);
    struct text head = {0}, rest = {0};
    add_name(&head, &group->places[0]);
    if (group->count == 1 && is_name(&group->places[0]))
        text_puts(&rest, ""); /* nothing to add to two names */
    else if (outputs > 1)
        text_printf(&rest, " and %zu more output%s differ", outputs - 1, plural(outputs - 1));
    else if (whole_difference(first))
        text_printf(&rest, " %s", whole_difference(first));
    else
        text_puts(&rest, " differs");
    if (group->count > outputs)
        text_printf(&rest, " in %zu places", group->count);
    page_put(page, PAINT_HEAD, head.data);
    fprintf(page->to, "%s\n", rest.data);
    text_free(&head);
    text_free(&rest);
}

static void add_place(struct text *line, const struct place *place)
{
    const char *whole = whole_difference(place->output);
    if (is_name(place)) {
        text_puts(line, "its name");
        return;
    }
    const char *member = place->divergence->member;
    if (whole) {
        text_puts(line, member ? member : whole);
        return;
    }
    if (member)
        text_printf(line, "%s, ", member);
    spot_add(line, place->divergence);
}

static void put_others(const struct page *page, const struct place *places, size_t count)
{
    autofree char *line = spots_besides_first(places, count);
    if (line)
        page_line(page, 4, "also", line);
}

/* Whether the head of the group says what its first place would. */
static bool told_by_head(const struct region_group *group)
{
    const struct place *place = &group->places[0];
    const char *member = place->divergence->member;
    return is_name(place) || (whole_difference(place->output) && outputs_in(group) == 1 &&
                              (!member || strcmp(member, "(order of entries)") == 0));
}

static void put_first(const struct page *page, const struct region_group *group)
{
    struct text line = {0};
    if (!told_by_head(group)) {
        add_place(&line, &group->places[0]);
        page_line(page, 2, NULL, line.data);
    }
    value_block(page, group->places[0].divergence);
    text_free(&line);
}

/* One line for a further output with the same causes. */
static void put_further(const struct page *page, const struct place *places, size_t count)
{
    struct text line = {0}, name = {0}, safe = {0};
    unsigned width = page->style->width;
    autofree char *values = value_brief(places[0].divergence, width > 90 ? width / 3 - 8 : 22);
    add_name(&name, &places[0]);
    add_place(&line, &places[0]);
    if (count > 1)
        text_printf(&line, " and %zu more place%s", count - 1, plural(count - 1));
    text_escape(&safe, line.data, line.length);
    fprintf(page->to, "  also %s: %s: %s\n", name.data, safe.data, values);
    text_free(&name);
    text_free(&line);
    text_free(&safe);
}

void places_block(const struct page *page, const struct region_group *group)
{
    put_head(page, group);
    size_t at = same_output(group->places, group->count), shown = 0, left = outputs_in(group) - 1;
    put_first(page, group);
    put_others(page, group->places, at);
    for (; at < group->count && shown < MANY_OUTPUTS; shown++, left--) {
        size_t same = same_output(group->places + at, group->count - at);
        put_further(page, group->places + at, same);
        at += same;
    }
    if (left)
        fprintf(page->to, "  also %zu more output%s\n", left, plural(left));
}
