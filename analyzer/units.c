#include "units.h"
#include <stdlib.h>
#include <string.h>
#include "calls.h"
#include "events.h"
#include "util.h"

static int by_id_then_event(const void *a, const void *b)
{
    const struct unit *left = a, *right = b;
    if (left->id != right->id)
        return left->id < right->id ? -1 : 1;
    if (!left->event || !right->event)
        return (left->event != NULL) - (right->event != NULL);
    return (left->event->order > right->event->order) - (left->event->order < right->event->order);
}

static void add(struct units *units, struct unit unit)
{
    *array_push(units->items, units->count) = unit;
}

enum source source_of_variable(const char *name)
{
    static const struct {
        const char *name;
        enum source source;
    } rows[] = {
        {"LANG", SOURCE_locale},      {"LANGUAGE", SOURCE_locale}, {"TZ", SOURCE_timezone},
        {"COLUMNS", SOURCE_terminal}, {"LINES", SOURCE_terminal},  {"TERM", SOURCE_terminal},
    };
    if (strncmp(name, "LC_", 3) == 0)
        return SOURCE_locale;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (strcmp(rows[i].name, name) == 0)
            return rows[i].source;
    }
    return SOURCE_env;
}

bool unit_is_shared(const struct unit *unit)
{
    return unit->subject || unit->source == SOURCE_pid || unit->id == unit_of_source(unit->source);
}

/*
 * The unit of the id a call returned: its own process's, of getppid its parent's, of gettid its
 * thread's.
 */
static uint64_t id_asked_for(const struct tree *tree, const struct event *event)
{
    const struct process *process = tree_process(tree, event);
    int32_t self = process->pid;
    if (event->thread && strcmp(call_row(event->call)->name, "gettid") == 0)
        return unit_of_thread(process->id, event->thread);
    if (strcmp(call_row(event->call)->name, "getppid") != 0)
        return process->pid_unit;
    while (process->pid == self && process->creator >= 0)
        process = &tree->processes[process->creator];
    return process->pid == self ? 0 : process->pid_unit;
}

/*
 * A process id is one unit for all the calls that read it.  What is the same for the whole tree is
 * freed as a whole: seen early here and late there file times would make programs like make do
 * something else.
 */
uint64_t units_of_event(const struct tree *tree, const struct event *event)
{
    const struct call_row *row = call_row(event->call);
    if (!row || row->source == SOURCE_env)
        return 0;
    if (row->source == SOURCE_pid && id_asked_for(tree, event))
        return id_asked_for(tree, event);
    if (row->view)
        return unit_of_source(row->source);
    return event_unit(tree, event);
}

static void add_freed(struct units *units, const struct tree *tree, const struct freed *freed)
{
    const struct event *event = freed->first;
    const struct call_row *row = event ? call_row(event->call) : NULL;
    uint64_t id = row ? units_of_event(tree, event) : 0;
    if (id)
        add(units, (struct unit){id, row->source, event, event->process, freed->count, NULL});
}

static void add_ids(struct units *units, const struct tree *tree)
{
    for (size_t i = 0; i < tree->process_count; i++) {
        uint64_t id = tree->processes[i].pid_unit;
        if (id && !tree->processes[i].forked)
            add(units, (struct unit){id, SOURCE_pid, NULL, (uint32_t)i, 0, NULL});
    }
}

bool reads_variables(const struct call_row *row)
{
    return row && (row->source == SOURCE_env || row->source == SOURCE_locale ||
                   (row->source == SOURCE_timezone && row->codec != CODEC_text));
}

bool event_reads(const struct event *event, const char *name)
{
    size_t length = strlen(name);
    const struct call_row *row = call_row(event->call);
    if (!reads_variables(row) || row->source != SOURCE_env)
        return reads_variables(row) && row->source == source_of_variable(name);
    return event->detail_length >= length && memcmp(event->detail, name, length) == 0 &&
           (event->detail_length == length || event->detail[length] == '=' ||
            event->detail[length] == '\0');
}

static void add_variable(struct units *units, const char *name)
{
    add(units, (struct unit){unit_of_variable(name, strlen(name)), source_of_variable(name), NULL,
                             UINT32_MAX, 0, name});
}

/* The variables stand at the end of the units, from `first` on. */
static void count_readers(struct units *units, size_t first, const struct tree *tree)
{
    autostream struct stream stream;
    struct event event;
    stream_begin(&stream, tree);
    while (first < units->count && stream_next(&stream, &event)) {
        bool reads = reads_variables(call_row(event.call));
        for (size_t i = first; reads && i < units->count; i++) {
            struct unit *unit = &units->items[i];
            if (!event_reads(&event, unit->subject) || unit->events++)
                continue;
            unit->event = events_hold(tree, &event);
            unit->process = event.process;
        }
    }
}

/* Of several entries with one id the first event stays; an entry without event gives way. */
static void merge(struct units *units)
{
    size_t kept = 0;
    for (size_t i = 0; i < units->count; i++) {
        struct unit *last = kept ? &units->items[kept - 1] : NULL;
        if (!last || last->id != units->items[i].id) {
            units->items[kept++] = units->items[i];
            continue;
        }
        if (!last->event) {
            last->event = units->items[i].event;
            last->process = units->items[i].process;
        }
        last->events += units->items[i].events;
    }
    units->count = kept;
}

struct freed *freed_by_mode(const struct tree *tree)
{
    autostream struct stream stream;
    struct event event;
    struct freed *freed = xcalloc(tree->spot_count + 1, sizeof *freed);
    stream_begin(&stream, tree);
    while (stream_next(&stream, &event)) {
        if (event.mode == MODE_VARY && freed[event.spot].count++ == 0)
            freed[event.spot].first = events_hold(tree, &event);
    }
    return freed;
}

void units_collect(const struct tree *tree, const struct freed *freed,
                   const struct varied_variable *variables, const enum source *whole,
                   struct units *units)
{
    *units = (struct units){0};
    for (size_t i = 0; i < tree->spot_count; i++)
        add_freed(units, tree, &freed[i]);
    if (variables)
        add_ids(units, tree);
    size_t first = units->count;
    for (; variables && variables->name; variables++)
        add_variable(units, variables->name);
    count_readers(units, first, tree);
    for (; whole && *whole != SOURCE_COUNT; whole++)
        add(units, (struct unit){unit_of_source(*whole), *whole, NULL, UINT32_MAX, 0, NULL});
    if (units->count)
        qsort(units->items, units->count, sizeof *units->items, by_id_then_event);
    merge(units);
}

void units_free(struct units *units)
{
    free(units->items);
    *units = (struct units){0};
}

const struct unit *units_find(const struct units *units, uint64_t id)
{
    size_t low = 0, high = units->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (units->items[middle].id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < units->count && units->items[low].id == id ? &units->items[low] : NULL;
}
