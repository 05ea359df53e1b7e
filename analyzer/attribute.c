#include "attribute.h"
#include <stdlib.h>
#include <string.h>
#include "calls.h"
#include "events.h"
#include "nearness.h"
#include "util.h"
#include "wanted.h"

#define SECOND 1000000000LL

/* One value an event put into the world, in one of the kinds that forms are read as. */
struct dye {
    uint32_t kind; /* see wanted_kind */
    int64_t value;
    uint64_t unit;
    const struct event *event; /* held */
};

struct attribution {
    const struct tree *tree;
    const struct units *units;
    struct wanted wanted;
    struct dye *dyes; /* those that are wanted, ascending by kind, value */
    size_t count;
    struct hashes known; /* dyes: more of the same say nothing new */
    struct readers readers;
    int64_t zone; /* seconds east of UTC of the varied TZ, 0: not varied */
    uint64_t zone_unit;
};

/* NULL is first. */
static int by_event(const struct event *left, const struct event *right)
{
    if (!left || !right)
        return (left != NULL) - (right != NULL);
    return (left->order > right->order) - (left->order < right->order);
}

static int by_value(const void *a, const void *b)
{
    const struct dye *left = a, *right = b;
    if (left->kind != right->kind)
        return left->kind < right->kind ? -1 : 1;
    if (left->value != right->value)
        return left->value < right->value ? -1 : 1;
    return by_event(left->event, right->event);
}

/* Of one value, unit and process the first event is as good as any. */
static void add(struct attribution *a, uint32_t kind, int64_t value, uint64_t unit,
                const struct event *event)
{
    if (!wanted_has(&a->wanted, kind, value))
        return;
    uint64_t process = event ? event->process : UINT64_MAX;
    if (!hashes_add(&a->known, hash_mix(unit, (uint64_t)value, process << 8 | kind)))
        return;
    if (event)
        event = events_hold(a->tree, event);
    *array_push(a->dyes, a->count) = (struct dye){kind, value, unit, event};
}

/* --- from events to dyes --- */

static void add_date(struct attribution *a, int64_t seconds, uint64_t unit,
                     const struct event *event)
{
    add(a, FORM_SECONDS, seconds, unit, event);
    add(a, FORM_MINUTE, seconds / 60, unit, event);
    add(a, FORM_DAY, seconds / 86400, unit, event);
    add(a, FORM_DAYTIME, seconds % 86400, unit, event);
}

/* A time printed in the varied zone owes its look to the clock and to TZ. */
static void add_time(struct attribution *a, int64_t ns, uint64_t unit, const struct event *event)
{
    add_date(a, ns / SECOND, unit, event);
    if (a->zone) {
        add_date(a, ns / SECOND + a->zone, unit, event);
        add_date(a, ns / SECOND + a->zone, a->zone_unit, event);
    }
    add(a, wanted_kind(FORM_NANOSECONDS, 1), ns, unit, event);
    add(a, wanted_kind(FORM_NANOSECONDS, 1000), ns / 1000, unit, event);
    add(a, wanted_kind(FORM_NANOSECONDS, 1000000), ns / 1000000, unit, event);
}

static void add_bytes(struct attribution *a, uint64_t unit, const struct event *event)
{
    uint32_t length = event->detail_length;
    for (uint32_t at = 0; at + 8 <= length; at++) {
        int64_t window;
        memcpy(&window, event->detail + at, sizeof window);
        add(a, FORM_BYTES, window, unit, event);
    }
    uint32_t number;
    for (uint32_t at = 0; at + sizeof number <= length && at < 64; at += sizeof number) {
        memcpy(&number, event->detail + at, sizeof number);
        add(a, FORM_NUMBER, number, unit, event);
    }
    uint64_t large;
    if (length >= sizeof large) {
        memcpy(&large, event->detail, sizeof large);
        add(a, FORM_NUMBER, (int64_t)large, unit, event);
    }
}

static void add_word(struct attribution *a, const char *word, size_t length, uint64_t unit,
                     const struct event *event)
{
    if (length)
        add(a, FORM_WORD, (int64_t)hash_bytes(word, length, 0), unit, event);
}

/* A path is known by all of it and by its last part. */
static void add_path(struct attribution *a, const char *path, size_t length, uint64_t unit,
                     const struct event *event)
{
    add_word(a, path, length, unit, event);
    for (size_t i = length; i > 0; i--) {
        if (path[i - 1] == '/') {
            add_word(a, path + i, length - i, unit, event);
            return;
        }
    }
}

/* Words and numbers with blanks between them. */
static void add_words(struct attribution *a, uint64_t unit, const struct event *event)
{
    const char *at = event->detail, *end = at + event->detail_length;
    while (at < end) {
        size_t length = 0;
        while (at + length < end && at[length] != ' ')
            length++;
        add_word(a, at, length, unit, event);
        autofree char *word = xstrndup(at, length);
        char *rest;
        long long number = strtoll(word, &rest, 10);
        if (length && !*rest)
            add(a, FORM_NUMBER, number, unit, event);
        at += length + (at + length < end);
    }
}

/* What stands behind the path: inode, device, size, see preload/sources/stat.c. */
static void add_file_numbers(struct attribution *a, uint64_t unit, const struct event *event)
{
    uint64_t numbers[3];
    size_t path = strnlen(event->detail, event->detail_length) + 1;
    if (path + sizeof numbers > event->detail_length)
        return;
    memcpy(numbers, event->detail + path, sizeof numbers);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        add(a, FORM_NUMBER, (int64_t)numbers[i], unit, event);
}

static void add_event(struct attribution *a, uint64_t unit, const struct event *event)
{
    const struct call_row *row = call_row(event->call);
    switch (row->codec) {
    case CODEC_ns:
        add_time(a, (int64_t)event->value, unit, event);
        if (row->source == SOURCE_stat)
            add_file_numbers(a, unit, event);
        break;
    case CODEC_num:
        if (row->source == SOURCE_time)
            add_time(a, (int64_t)(event->value * (uint64_t)SECOND), unit, event);
        else
            add(a, FORM_NUMBER, (int64_t)event->value, unit, event);
        break;
    case CODEC_bytes:
        add_bytes(a, unit, event);
        add_word(a, event->detail, event->detail_length, unit, event);
        break;
    case CODEC_text:
        add_path(a, event->detail, event->detail_length, unit, event);
        break;
    case CODEC_words:
        add_words(a, unit, event);
        break;
    case CODEC_order:
        break;
    }
}

static void note_zone(struct attribution *a, const struct varied_variable *variable)
{
    for (; variable && variable->name; variable++) {
        if (strcmp(variable->name, "TZ") != 0)
            continue;
        a->zone = VARIED_ZONE;
        a->zone_unit = unit_of_variable("TZ", 2);
    }
}

static void add_variables(struct attribution *a, const struct varied_variable *variable)
{
    for (; variable && variable->name; variable++) {
        uint64_t id = unit_of_variable(variable->name, strlen(variable->name));
        const struct unit *unit = units_find(a->units, id);
        if (unit)
            add_path(a, variable->value, strlen(variable->value), id, unit->event);
    }
}

/* The process whose id is a dye even if it never asked for it: $! and the like. */
static void add_ids(struct attribution *a)
{
    for (size_t i = 0; i < a->tree->process_count; i++) {
        const struct process *process = &a->tree->processes[i];
        const struct unit *unit =
            process->pid_unit ? units_find(a->units, process->pid_unit) : NULL;
        if (unit)
            add(a, FORM_NUMBER, process->pid, unit->id, unit->event);
    }
}

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
            add_event(a, units[event.spot], &event);
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
    note_zone(a, variables);
    if (a->wanted.any)
        add_events(a);
    add_variables(a, variables);
    add_ids(a);
    if (a->count)
        qsort(a->dyes, a->count, sizeof *a->dyes, by_value);
    return a;
}

void attribution_free(struct attribution *attribution)
{
    if (!attribution)
        return;
    wanted_free(&attribution->wanted);
    hashes_free(&attribution->known);
    readers_free(&attribution->readers);
    free(attribution->dyes);
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
    int score = form->weight * 10 + (int)(form->length < 9 ? form->length : 9);
    score *= NEARNESS_LIMIT;
    if (dye->event)
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
    const struct attribution *a = search->attribution;
    int64_t value = wanted_number(form);
    struct dye key = {.kind = wanted_kind(form->kind, form->grain), .value = value};
    size_t low = 0, high = a->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (by_value(&a->dyes[middle], &key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < a->count && a->dyes[low].kind == key.kind && a->dyes[low].value == value; low++)
        accuse(search, &a->dyes[low], form);
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

static void suspect_addresses(const struct search *search, const struct divergence *region)
{
    if (units_find(search->attribution->units, unit_of_source(SOURCE_memory)))
        forms_scan(region->a, region->a_length, region->a_lead,
                   end_of(region->a_length, region->a_lead, region->length), look_up_address,
                   &(struct search){search->attribution, search->path, search->suspects});
}

static void suspect_orders(const struct search *search)
{
    const struct units *units = search->attribution->units;
    for (size_t i = 0; i < units->count; i++) {
        if (units->items[i].source == SOURCE_dirorder && search->suspects->count < MAX_SUSPECTS)
            *suspect_for(search->suspects, units->items[i].id) = (struct suspect){
                .unit = units->items[i].id,
                .event = units->items[i].event,
                .score = 20 * NEARNESS_LIMIT + nearness(search->attribution->tree,
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
