#include "attribute.h"
#include <stdlib.h>
#include "dyes.h"
#include "events.h"
#include "nearness.h"
#include "util.h"
#include "wanted.h"

struct attribution {
    const struct tree *tree;
    const struct units *units;
    struct wanted wanted;
    struct dyes dyes;
    struct readers readers;
};

/* --- one walk --- */

/* The unit of a spot's events where it is among those that were free; else 0. */
static uint64_t unit_of_spot(const struct attribution *a, const struct spot *spot)
{
    struct event any = {
        .process = spot->process, .call = spot->call, .thread = spot->thread, .site = spot->site};
    uint64_t unit = units_of_event(a->tree, &any);
    return unit && units_find(a->units, unit) ? unit : 0;
}

static void add_events(struct attribution *a)
{
    const struct tree *tree = a->tree;
    autofree uint64_t *units = xcalloc(tree->spot_count + 1, sizeof *units);
    autofree bool *shared = xcalloc(tree->spot_count + 1, sizeof *shared);
    autostream struct stream stream;
    struct event event;
    for (size_t i = 0; i < tree->spot_count; i++) {
        units[i] = unit_of_spot(a, &tree->spots[i]);
        shared[i] = readers_could_be(&tree->spots[i]);
    }
    stream_begin(&stream, tree);
    while (stream_next(&stream, &event)) {
        if (units[event.spot] && !event.error)
            dyes_add_event(&a->dyes, units[event.spot], &event);
        if (shared[event.spot])
            readers_add(&a->readers, &a->wanted, &event);
    }
}

struct attribution *attribution_new(const struct tree *tree, const struct units *units,
                                    const struct varied_variable *variables,
                                    const struct outputs *outputs)
{
    struct attribution *a = xcalloc(1, sizeof *a);
    a->tree = tree;
    a->units = units;
    a->readers = (struct readers){.tree = tree, .units = units, .variables = variables};
    wanted_collect(outputs, &a->wanted);
    dyes_begin(&a->dyes, tree, units, &a->wanted, variables);
    if (a->wanted.any)
        add_events(a);
    dyes_end(&a->dyes);
    return a;
}

void attribution_free(struct attribution *attribution)
{
    if (!attribution)
        return;
    wanted_free(&attribution->wanted);
    dyes_free(&attribution->dyes);
    readers_free(&attribution->readers);
    free(attribution);
}

/* --- from a region to suspects --- */

struct search {
    const struct attribution *attribution;
    const char *path;
    struct suspects *suspects;
};

static struct suspect *suspect_for(struct suspects *suspects, uint64_t unit)
{
    for (size_t i = 0; i < suspects->count; i++) {
        if (suspects->items[i].unit == unit)
            return &suspects->items[i];
    }
    struct suspect *fresh = array_push(suspects->items, suspects->count);
    *fresh = (struct suspect){.unit = unit};
    return fresh;
}

#define MAX_SUSPECTS 512

/* The form decides; who wrote the output decides between equals. */
static void accuse(const struct search *search, const struct dye *dye, const struct form *form)
{
    const struct tree *tree = search->attribution->tree;
    if (search->suspects->count >= MAX_SUSPECTS)
        return;
    struct suspect *suspect = suspect_for(search->suspects, dye->unit);
    int score = form->weight * 20 + (int)(form->length < 19 ? form->length : 19);
    score *= NEARNESS_LIMIT;
    if (dye->event && !readers_own_output(dye->event, search->path))
        score += nearness(tree, dye->event->process, search->path);
    if (suspect->form && suspect->score >= score)
        return;
    suspect->score = score;
    suspect->event = dye->event;
    suspect->form = form->name;
    suspect->weight = form->weight;
    suspect->number = dye->kind == FORM_NUMBER;
    suspect->value = dye->value;
}

static int look_up(const struct form *form, void *context)
{
    const struct search *search = context;
    size_t count;
    const struct dye *dye =
        dyes_find(&search->attribution->dyes, wanted_kind(form->kind, form->grain),
                  wanted_number(form), &count);
    for (size_t i = 0; i < count; i++)
        accuse(search, &dye[i], form);
    return 0;
}

/*
 * Where things lie without address space randomisation, as the first run has it: a program, its
 * heap; libraries, threads and the stack.
 */
static bool is_pinned_address(int64_t value)
{
    return (value >= 0x555555554000 && value < 0x555655554000) ||
           (value >= 0x7ff000000000 && value < 0x800000000000);
}

static int look_up_address(const struct form *form, void *context)
{
    const struct dye memory = {.unit = unit_of_source(SOURCE_memory)};
    if (form->kind == FORM_NUMBER && is_pinned_address(form->value))
        accuse(context, &memory, form);
    return 0;
}

static size_t end_of(size_t length, size_t lead, size_t region)
{
    return lead + region < length ? lead + region : length;
}

static void suspect_addresses(struct search *search, const struct divergence *region)
{
    if (units_find(search->attribution->units, unit_of_source(SOURCE_memory)))
        forms_scan(region->a, region->a_length, region->a_lead,
                   end_of(region->a_length, region->a_lead, region->length), look_up_address,
                   search);
}

/* --- a date that no call returned, in another zone --- */

#define MAX_DATES 16

struct dates {
    const struct search *search;
    struct form items[MAX_DATES];
    size_t count;
};

static int keep_date(const struct form *form, void *context)
{
    struct dates *dates = context;
    dates->items[dates->count++] = *form;
    return dates->count == MAX_DATES;
}

#define DAY 86400

/* Whether `b` is what `a` is so many seconds further east. */
static bool is_moved(const struct form *a, const struct form *b, int64_t seconds)
{
    if (a->kind != b->kind || strcmp(a->name, b->name) != 0)
        return false;
    switch (a->kind) {
    case FORM_SECONDS:
        return b->value - a->value == seconds;
    case FORM_NANOSECONDS:
        return b->value - a->value == seconds * 1000000000;
    case FORM_MINUTE:
        return b->value - a->value == seconds / 60;
    case FORM_DAYTIME:
        return (b->value - a->value - seconds) % DAY == 0;
    default:
        return false;
    }
}

static int compare_date(const struct form *form, void *context)
{
    const struct dates *dates = context;
    const struct dyes *dyes = &dates->search->attribution->dyes;
    const struct dye zone = {.unit = dyes->zone_unit};
    for (size_t i = 0; i < dates->count; i++) {
        if (is_moved(&dates->items[i], form, dyes->zone))
            accuse(dates->search, &zone, form);
    }
    return 0;
}

static void suspect_zone(const struct search *search, const struct divergence *region)
{
    struct dates dates = {.search = search};
    if (!search->attribution->dyes.zone)
        return;
    forms_scan(region->a, region->a_length, region->a_lead,
               end_of(region->a_length, region->a_lead, region->length), keep_date, &dates);
    forms_scan(region->b, region->b_length, region->b_lead,
               end_of(region->b_length, region->b_lead, region->length_b), compare_date, &dates);
}

static void suspect_orders(const struct search *search)
{
    const struct units *units = search->attribution->units;
    for (size_t i = 0; i < units->count; i++) {
        if (units->items[i].source == SOURCE_dirorder && search->suspects->count < MAX_SUSPECTS)
            *suspect_for(search->suspects, units->items[i].id) = (struct suspect){
                .unit = units->items[i].id,
                .event = units->items[i].event,
                .score = 40 * NEARNESS_LIMIT + nearness(search->attribution->tree,
                                                        units->items[i].process, search->path)};
    }
}

static int by_score(const void *a, const void *b)
{
    const struct suspect *left = a, *right = b;
    if (left->score != right->score)
        return left->score > right->score ? -1 : 1;
    return (left->unit > right->unit) - (left->unit < right->unit);
}

void attribution_suspects(const struct attribution *attribution, const char *path,
                          const struct divergence *region, struct suspects *suspects)
{
    *suspects = (struct suspects){0};
    struct search search = {attribution, path, suspects};
    if (region->reordered)
        suspect_orders(&search);
    forms_scan(region->b, region->b_length, region->b_lead,
               end_of(region->b_length, region->b_lead, region->length_b), look_up, &search);
    suspect_addresses(&search, region);
    suspect_zone(&search, region);
    if (suspects->count)
        qsort(suspects->items, suspects->count, sizeof *suspects->items, by_score);
}

const struct readers *attribution_readers(const struct attribution *attribution)
{
    return &attribution->readers;
}

size_t suspects_leading(const struct suspects *suspects)
{
    size_t count = 0;
    while (count < suspects->count && suspects->items[count].score == suspects->items[0].score)
        count++;
    return count;
}

void suspects_free(struct suspects *suspects)
{
    free(suspects->items);
    *suspects = (struct suspects){0};
}
