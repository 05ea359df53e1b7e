#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include "calls.h"
#include "coverage.h"
#include "events.h"
#include "explain.h"
#include "show.h"
#include "util.h"

/* Text that may be anything, as JSON: escaped where it is no plain UTF-8. */
static json_t *escaped(const char *data, size_t length)
{
    struct text text = {0};
    text_escape(&text, data, length);
    json_t *string = json_string(text.data ? text.data : "");
    text_free(&text);
    return string;
}

static json_t *words_json(const char *const *words)
{
    json_t *list = json_array();
    for (; words && *words; words++)
        json_array_append_new(list, escaped(*words, strlen(*words)));
    return list;
}

static json_t *process_json(const struct process *process)
{
    return json_pack("{s:o, s:o, s:o, s:o, s:i, s:b, s:I}", "path",
                     escaped(process->path, strlen(process->path)), "argv",
                     words_json(process->argv), "exe", escaped(process->exe, strlen(process->exe)),
                     "cwd", escaped(process->cwd, strlen(process->cwd)), "pid", (int)process->pid,
                     "forked", (int)process->forked, "creator", (json_int_t)process->creator);
}

static json_t *event_json(const struct shown *shown, const struct event *event)
{
    const struct call_row *row = call_row(event->call);
    autofree char *value = explain_value(event);
    (void)shown;
    return json_pack("{s:s, s:s, s:s, s:i, s:i, s:i, s:b, s:o}", "source",
                     row ? source_name(row->source) : "unknown", "call",
                     row ? row->name : "unknown", "mode", mode_name(event->mode), "process",
                     (int)event->process, "occurrence", (int)event->nth, "error", (int)event->error,
                     "main_thread", (int)(event->thread == 0), "value",
                     escaped(value, strlen(value)));
}

static json_t *site_json(const struct shown *shown, const struct shown_site *site)
{
    char unit[20];
    autofree char *place = show_place(shown, site->first);
    json_t *json = event_json(shown, site->first);
    snprintf(unit, sizeof unit, "%016llx",
             (unsigned long long)event_unit(&shown->tree, site->first));
    json_object_set_new(json, "count", json_integer((json_int_t)site->count));
    json_object_set_new(json, "unit", json_string(unit));
    json_object_set_new(json, "place", escaped(place, strlen(place)));
    return json;
}

static json_t *escape_json(const struct escape *escape)
{
    return json_pack("{s:s, s:o, s:i}", "kind", escape_name(escape->kind), "command",
                     escaped(escape->command, strlen(escape->command)), "process",
                     (int)escape->process);
}

static json_t *coverage_json(const struct tree *tree)
{
    const struct run_shared *c = tree->counters;
    const struct coverage coverage = coverage_of(tree);
    return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I}", "processes",
                     (json_int_t)coverage.processes, "covered", (json_int_t)coverage.covered,
                     "lost", (json_int_t)coverage.lost, "dropped", (json_int_t)c->dropped,
                     "unfinished", (json_int_t)tree->torn, "early", (json_int_t)c->early, "refused",
                     (json_int_t)c->refused);
}

/* A line each, as they come: there may be more of them than memory. */
static void put_events(const struct shown *shown, FILE *to)
{
    autostream struct stream stream;
    struct event event;
    const char *before = "\n    ";
    fputs(",\n  \"events\": [", to);
    for (stream_begin(&stream, &shown->tree); stream_next(&stream, &event); before = ",\n    ") {
        json_t *json = event_json(shown, &event);
        fputs(before, to);
        json_dumpf(json, to, 0);
        json_decref(json);
    }
    fputs("\n  ]", to);
}

static json_t *shortfalls_json(const struct tree *tree)
{
    json_t *list = json_array();
    struct shortfall shortfall;
    for (size_t i = 0; coverage_shortfall(tree->counters, i, &shortfall); i++)
        json_array_append_new(list, json_pack("{s:s, s:I, s:s}", "kind", shortfall.kind, "count",
                                              (json_int_t)shortfall.count, "what", shortfall.what));
    return list;
}

int show_json(const struct shown *shown, FILE *to)
{
    const struct tree *tree = &shown->tree;
    json_t *root =
        json_pack("{s:s, s:o, s:i, s:i, s:o}", "schema", "paribus.show/1", "command",
                  words_json((const char *const *)shown->file.argv), "status", shown->file.status,
                  "left_behind", (int)shown->file.left_behind, "coverage", coverage_json(tree));
    json_t *processes = json_array(), *calls = json_array(), *escapes = json_array();
    json_t *outputs = json_array();
    for (size_t i = 0; i < tree->process_count; i++)
        json_array_append_new(processes, process_json(&tree->processes[i]));
    for (size_t i = 0; i < shown->site_count; i++)
        json_array_append_new(calls, site_json(shown, &shown->sites[i]));
    for (size_t i = 0; i < tree->escape_count; i++)
        json_array_append_new(escapes, escape_json(&tree->escapes[i]));
    for (size_t i = 0; i < shown->outputs.count; i++)
        json_array_append_new(
            outputs, escaped(shown->outputs.items[i].path, strlen(shown->outputs.items[i].path)));
    json_object_set_new(root, "processes", processes);
    json_object_set_new(root, "calls", calls);
    json_object_set_new(root, "escapes", escapes);
    json_object_set_new(root, "shortfalls", shortfalls_json(tree));
    json_object_set_new(root, "outputs", outputs);
    autofree char *text = json_dumps(root, JSON_INDENT(2));
    json_decref(root);
    if (!text)
        return -ENOMEM;
    fwrite(text, strlen(text) - strlen("\n}"), 1, to);
    if (shown->options->events)
        put_events(shown, to);
    fputs("\n}\n", to);
    return ferror(to) ? -EIO : 0;
}
