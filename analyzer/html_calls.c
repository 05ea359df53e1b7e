/* The calls of both runs along the process tree, by source: what the timeline of a page shows. */
#include <stdlib.h>
#include "calls.h"
#include "events.h"
#include "explain.h"
#include "html_data.h"
#include "join.h"
#include "json_parts.h"
#include "tree.h"
#include "util.h"

#define BINS 160

struct strip {
    uint64_t count[SOURCE_COUNT][BINS];
    uint64_t changed[SOURCE_COUNT][BINS];
};

static size_t bin_of(const struct tree *tree, const struct event *event)
{
    return (size_t)(event->order * BINS / (tree->event_count ? tree->event_count : 1));
}

struct filling {
    const struct tree *tree;
    struct strip *strip;
};

static void fill_one(const struct event *event, bool differs, void *context)
{
    const struct filling *filling = context;
    const struct call_row *row = call_row(event->call);
    if (!row)
        return;
    filling->strip->count[row->source][bin_of(filling->tree, event)]++;
    filling->strip->changed[row->source][bin_of(filling->tree, event)] += differs;
}

static void fill(const struct tree *tree, struct strip *strip)
{
    struct filling filling = {tree, strip};
    autostream struct stream stream;
    struct event event;
    stream_begin(&stream, tree);
    while (stream_next(&stream, &event))
        fill_one(&event, false, &filling);
}

static json_t *row_array(const uint64_t *counts)
{
    json_t *array = json_array();
    for (size_t i = 0; i < BINS; i++)
        json_array_append_new(array, json_count(counts[i]));
    return array;
}

static bool is_empty(const uint64_t *counts)
{
    for (size_t i = 0; i < BINS; i++)
        if (counts[i])
            return false;
    return true;
}

static json_t *rows_array(const struct strip *a, const struct strip *b)
{
    json_t *rows = json_array();
    for (int source = 0; source < SOURCE_COUNT; source++) {
        if (is_empty(a->count[source]) && is_empty(b->count[source]))
            continue;
        json_array_append_new(
            rows, json_pack("{s:s, s:o, s:o, s:o}", "source", source_name((enum source)source), "a",
                            row_array(a->count[source]), "b", row_array(b->count[source]),
                            "changed", row_array(b->changed[source])));
    }
    return rows;
}

/* --- the same calls in the other run --- */

/* Unit, thread and occurrence: equal across runs. */
static uint64_t key_of(const struct tree *tree, const struct event *event)
{
    return hash_mix(event_unit(tree, event), event->thread, event->nth);
}

/* Per cause the event of report.before that corresponds to its own, NULL without one; malloc'd. */
static const struct event **counterparts(const struct report *report)
{
    autokeyed struct keyed sought = {0};
    const struct event **found = xcalloc(report->cause_count + 1, sizeof *found);
    for (size_t i = 0; i < report->cause_count; i++)
        if (report->causes[i].event)
            keyed_add(&sought, key_of(report->after, report->causes[i].event), i);
    keyed_sort(&sought);
    autostream struct stream stream;
    struct event event;
    stream_begin(&stream, report->before);
    while (sought.count && stream_next(&stream, &event)) {
        uint64_t key = key_of(report->before, &event);
        keyed_each(at, sought, key) found[sought.items[at].index] =
            events_hold(report->before, &event);
    }
    return found;
}

static json_t *mark(const struct tree *tree, const struct event *event)
{
    if (!tree || !event)
        return json_null();
    autofree char *value = explain_value(event);
    return json_pack("{s:I, s:o}", "bin", (json_int_t)bin_of(tree, event), "value",
                     html_text(value));
}

static json_t *marks_array(const struct report *report)
{
    json_t *marks = json_array();
    autofree const struct event **before = counterparts(report);
    for (size_t i = 0; i < report->cause_count; i++)
        json_array_append_new(marks, json_pack("{s:o, s:o}", "a", mark(report->before, before[i]),
                                               "b", mark(report->after, report->causes[i].event)));
    return marks;
}

json_t *html_calls(const struct report *report)
{
    struct join join;
    if (!report->before || !report->after)
        return json_null();
    autofree struct strip *a = xcalloc(1, sizeof *a);
    autofree struct strip *b = xcalloc(1, sizeof *b);
    struct filling filling = {report->after, b};
    join_runs(report->before, report->after, fill_one, &filling, &join);
    join_free(&join);
    fill(report->before, a);
    return json_pack("{s:i, s:I, s:I, s:o, s:o}", "bins", BINS, "countA",
                     (json_int_t)report->before->event_count, "countB",
                     (json_int_t)report->after->event_count, "rows", rows_array(a, b), "marks",
                     marks_array(report));
}
