#include "dyes.h"
#include <stdlib.h>
#include <string.h>
#include "calls.h"
#include "events.h"
#include "util.h"

#define SECOND 1000000000LL

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
static void add(struct dyes *dyes, uint32_t kind, int64_t value, uint64_t unit,
                const struct event *event)
{
    if (!wanted_has(dyes->wanted, kind, value))
        return;
    uint64_t process = event ? event->process : UINT64_MAX;
    if (!hashes_add(&dyes->known, hash_mix(unit, (uint64_t)value, process << 8 | kind)))
        return;
    if (event)
        event = events_hold(dyes->tree, event);
    *array_push(dyes->items, dyes->count) = (struct dye){kind, value, unit, event};
}

/* --- what an event returned, in each form it may be printed in --- */

static void add_date(struct dyes *dyes, int64_t seconds, uint64_t unit, const struct event *event)
{
    add(dyes, FORM_SECONDS, seconds, unit, event);
    add(dyes, FORM_MINUTE, seconds / 60, unit, event);
    add(dyes, FORM_DAY, seconds / 86400, unit, event);
    add(dyes, FORM_DAYTIME, seconds % 86400, unit, event);
}

/* A time printed in the varied zone owes its look to the clock and to TZ. */
static void add_time(struct dyes *dyes, int64_t ns, uint64_t unit, const struct event *event)
{
    add_date(dyes, ns / SECOND, unit, event);
    if (dyes->zone) {
        add_date(dyes, ns / SECOND + dyes->zone, unit, event);
        add_date(dyes, ns / SECOND + dyes->zone, dyes->zone_unit, event);
    }
    add(dyes, wanted_kind(FORM_NANOSECONDS, 1), ns, unit, event);
    add(dyes, wanted_kind(FORM_NANOSECONDS, 1000), ns / 1000, unit, event);
    add(dyes, wanted_kind(FORM_NANOSECONDS, 1000000), ns / 1000000, unit, event);
}

static void add_bytes(struct dyes *dyes, uint64_t unit, const struct event *event)
{
    uint32_t length = event->detail_length;
    for (uint32_t at = 0; at + 8 <= length; at++) {
        int64_t window;
        memcpy(&window, event->detail + at, sizeof window);
        add(dyes, FORM_BYTES, window, unit, event);
    }
    uint32_t number;
    for (uint32_t at = 0; at + sizeof number <= length && at < 64; at += sizeof number) {
        memcpy(&number, event->detail + at, sizeof number);
        add(dyes, FORM_NUMBER, number, unit, event);
    }
    uint64_t large;
    if (length >= sizeof large) {
        memcpy(&large, event->detail, sizeof large);
        add(dyes, FORM_NUMBER, (int64_t)large, unit, event);
    }
}

static void add_word(struct dyes *dyes, const char *word, size_t length, uint64_t unit,
                     const struct event *event)
{
    if (length)
        add(dyes, FORM_WORD, (int64_t)hash_bytes(word, length, 0), unit, event);
}

/* A path is known by all of it and by its last part. */
static void add_path(struct dyes *dyes, const char *path, size_t length, uint64_t unit,
                     const struct event *event)
{
    add_word(dyes, path, length, unit, event);
    for (size_t i = length; i > 0; i--) {
        if (path[i - 1] == '/') {
            add_word(dyes, path + i, length - i, unit, event);
            return;
        }
    }
}

/* Words and numbers with blanks between them. */
static void add_words(struct dyes *dyes, uint64_t unit, const struct event *event)
{
    const char *at = event->detail, *end = at + event->detail_length;
    while (at < end) {
        size_t length = 0;
        while (at + length < end && at[length] != ' ')
            length++;
        add_word(dyes, at, length, unit, event);
        autofree char *word = xstrndup(at, length);
        char *rest;
        long long number = strtoll(word, &rest, 10);
        if (length && !*rest)
            add(dyes, FORM_NUMBER, number, unit, event);
        at += length + (at + length < end);
    }
}

/* What stands behind the path: inode, device, size, see preload/sources/stat.c. */
static void add_file_numbers(struct dyes *dyes, uint64_t unit, const struct event *event)
{
    uint64_t numbers[3];
    size_t path = strnlen(event->detail, event->detail_length) + 1;
    if (path + sizeof numbers > event->detail_length)
        return;
    memcpy(numbers, event->detail + path, sizeof numbers);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        add(dyes, FORM_NUMBER, (int64_t)numbers[i], unit, event);
}

void dyes_add_event(struct dyes *dyes, uint64_t unit, const struct event *event)
{
    const struct call_row *row = call_row(event->call);
    switch (row->codec) {
    case CODEC_ns:
        add_time(dyes, (int64_t)event->value, unit, event);
        if (row->source == SOURCE_stat)
            add_file_numbers(dyes, unit, event);
        break;
    case CODEC_num:
        if (row->source == SOURCE_time)
            add_time(dyes, (int64_t)(event->value * (uint64_t)SECOND), unit, event);
        else
            add(dyes, FORM_NUMBER, (int64_t)event->value, unit, event);
        break;
    case CODEC_bytes:
        add_bytes(dyes, unit, event);
        add_word(dyes, event->detail, event->detail_length, unit, event);
        break;
    case CODEC_text:
        add_path(dyes, event->detail, event->detail_length, unit, event);
        break;
    case CODEC_words:
        add_words(dyes, unit, event);
        break;
    case CODEC_order:
        break;
    }
}

/* --- what no event returned --- */

static void note_zone(struct dyes *dyes)
{
    const struct varied_variable *variable = dyes->variables;
    for (; variable && variable->name; variable++) {
        if (strcmp(variable->name, "TZ") != 0)
            continue;
        dyes->zone = VARIED_ZONE;
        dyes->zone_unit = unit_of_variable("TZ", 2);
    }
}

static void add_variables(struct dyes *dyes)
{
    const struct varied_variable *variable = dyes->variables;
    for (; variable && variable->name; variable++) {
        uint64_t id = unit_of_variable(variable->name, strlen(variable->name));
        const struct unit *unit = units_find(dyes->units, id);
        if (unit)
            add_path(dyes, variable->value, strlen(variable->value), id, unit->event);
    }
}

/* The process whose id is a dye even if it never asked for it: $! and the like. */
static void add_ids(struct dyes *dyes)
{
    for (size_t i = 0; i < dyes->tree->process_count; i++) {
        const struct process *process = &dyes->tree->processes[i];
        const struct unit *unit =
            process->pid_unit ? units_find(dyes->units, process->pid_unit) : NULL;
        if (unit)
            add(dyes, FORM_NUMBER, process->pid, unit->id, unit->event);
    }
}

void dyes_begin(struct dyes *dyes, const struct tree *tree, const struct units *units,
                const struct wanted *wanted, const struct varied_variable *variables)
{
    *dyes = (struct dyes){.tree = tree, .units = units, .wanted = wanted, .variables = variables};
    note_zone(dyes);
}

void dyes_end(struct dyes *dyes)
{
    add_variables(dyes);
    add_ids(dyes);
    if (dyes->count)
        qsort(dyes->items, dyes->count, sizeof *dyes->items, by_value);
}

const struct dye *dyes_find(const struct dyes *dyes, uint32_t kind, int64_t value, size_t *count)
{
    struct dye key = {.kind = kind, .value = value};
    size_t low = 0, high = dyes->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (by_value(&dyes->items[middle], &key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    size_t end = low;
    while (end < dyes->count && dyes->items[end].kind == kind && dyes->items[end].value == value)
        end++;
    *count = end - low;
    return *count ? &dyes->items[low] : NULL;
}

void dyes_free(struct dyes *dyes)
{
    hashes_free(&dyes->known);
    free(dyes->items);
}
