#include "html_data.h"

#include <stdlib.h>
#include <string.h>
#include "base64.h"
#include "json_parts.h"
#include "report_group.h"
#include "report_words.h"
#include "util.h"

/*
 * A page stays light: all excerpts together take about this many bytes, shared evenly, and no more
 * divergences than this are told one by one.
 */
#define BUDGET      (8u << 20)
#define LEAST       64u
#define DIVERGENCES 50000u

struct page_data {
    const struct report *report;
    const struct report_region **regions; /* of each divergence, outputs one after the other */
    json_t **writers;                     /* per output */
    size_t *pattern;                      /* per region */
    size_t excerpt;                       /* bytes of one side */
    size_t divergences;                   /* of one output */
};

json_t *html_text(const char *text)
{
    return text ? json_bytes(text, strlen(text)) : json_null();
}

static json_t *list(char *const *items)
{
    json_t *array = json_array();
    for (size_t i = 0; items && items[i]; i++)
        json_array_append_new(array, html_text(items[i]));
    return array;
}

/* --- outputs --- */

static void set_side(json_t *object, const char *name, const char *data, size_t length, size_t lead,
                     size_t most)
{
    size_t kept = length < most ? length : most;
    autofree char *text = base64(data, data ? kept : 0);
    json_object_set_new(object, name,
                        json_pack("{s:s, s:I, s:b}", "bytes", text, "lead",
                                  (json_int_t)(lead < kept ? lead : kept), "cut",
                                  (int)(kept < length)));
}

static json_t *causes_of(const struct report_region *region)
{
    json_t *array = json_array();
    for (size_t i = 0; region && i < region->cause_count; i++)
        json_array_append_new(array, json_count(region->causes[i]));
    return array;
}

static json_t *divergence_object(const struct page_data *data, const struct divergence *d,
                                 const struct report_region *region)
{
    json_t *object = json_object();
    json_object_set_new(object, "member", html_text(d->member));
    json_object_set_new(object, "offset", json_count(d->offset));
    json_object_set_new(object, "length", json_count(d->length));
    json_object_set_new(object, "offsetB", json_count(d->offset_b));
    json_object_set_new(object, "lengthB", json_count(d->length_b));
    json_object_set_new(object, "line", json_count(d->line));
    json_object_set_new(object, "reordered", json_boolean(d->reordered));
    set_side(object, "a", d->a, d->a_length, d->a_lead, data->excerpt);
    set_side(object, "b", d->b, d->b_length, d->b_lead, data->excerpt);
    json_object_set_new(object, "causes", causes_of(region));
    json_object_set_new(object, "unexplained", html_text(region ? region->unexplained : NULL));
    if (region)
        json_object_set_new(object, "pattern",
                            json_count(data->pattern[region - data->report->regions]));
    return object;
}

static json_t *output_object(const struct page_data *data, size_t index,
                             const struct report_region *const *regions)
{
    const struct output *output = &data->report->outputs->items[index];
    json_t *object = json_pack("{s:o, s:s}", "path", html_text(output->path), "state",
                               state_word(output->state));
    if (output->state == OUTPUT_EQUAL)
        return object;
    json_t *divergences = json_array();
    for (size_t i = 0; i < output->divergence_count && i < data->divergences; i++)
        json_array_append_new(divergences,
                              divergence_object(data, &output->divergences[i], regions[i]));
    json_object_set_new(object, "divergences", divergences);
    json_object_set_new(object, "more",
                        json_count(output->divergence_count - json_array_size(divergences)));
    if (data->writers[index])
        json_object_set(object, "writers", data->writers[index]);
    return object;
}

static json_t *outputs_array(struct page_data *data)
{
    json_t *array = json_array();
    size_t at = 0;
    for (size_t i = 0; i < data->report->outputs->count; i++) {
        json_array_append_new(array, output_object(data, i, data->regions + at));
        at += data->report->outputs->items[i].divergence_count;
    }
    return array;
}

/* How much of each place can be told. */
static void share(struct page_data *data)
{
    const struct outputs *outputs = data->report->outputs;
    size_t total = 0, differing = report_differing(data->report);
    for (size_t i = 0; i < outputs->count; i++)
        total += outputs->items[i].divergence_count;
    data->divergences = total > DIVERGENCES ? DIVERGENCES / (differing + 1) + 1 : total + 1;
    if (total > DIVERGENCES)
        total = data->divergences * differing;
    data->excerpt = BUDGET / (2 * total + 1);
    if (data->excerpt > OUTPUT_EXCERPT + 2 * OUTPUT_CONTEXT)
        data->excerpt = OUTPUT_EXCERPT + 2 * OUTPUT_CONTEXT;
    if (data->excerpt < LEAST)
        data->excerpt = LEAST;
}

/* --- the rest --- */

static json_t *escapes_array(const struct report *report)
{
    json_t *array = json_array();
    for (size_t i = 0; i < report->escape_count; i++)
        json_array_append_new(array,
                              json_pack("{s:o, s:o}", "kind", html_text(report->escapes[i].kind),
                                        "text", html_text(report->escapes[i].text)));
    return array;
}

static json_t *runs_array(const struct report *report)
{
    json_t *array = json_array();
    for (size_t i = 0; i < report->run_count; i++)
        json_array_append_new(
            array, json_pack("{s:o, s:b, s:i}", "purpose", html_text(report->runs[i].purpose),
                             "partial", report->runs[i].partial, "status", report->runs[i].status));
    return array;
}

static json_t *coverage_object(const struct report *report)
{
    return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I}", "processes", (json_int_t)report->processes,
                     "covered", (json_int_t)report->covered, "events", (json_int_t)report->events,
                     "dropped", (json_int_t)report->dropped, "early", (json_int_t)report->early,
                     "innocent", (json_int_t)report->innocent);
}

static void set_head(json_t *object, const struct report *report)
{
    autofree char *result = report_result(report);
    json_object_set_new(object, "verdict", json_string(verdict_word(report->verdict)));
    json_object_set_new(object, "result", html_text(result));
    json_object_set_new(object, "headline", html_text(report->headline));
    json_object_set_new(object, "command", report->command ? list(report->command) : json_null());
    json_object_set_new(object, "coverage", coverage_object(report));
    json_object_set_new(object, "escapes", escapes_array(report));
    json_object_set_new(object, "notes", list(report->notes));
    json_object_set_new(object, "runs", runs_array(report));
}

static void free_writers(const struct report *report, json_t **writers)
{
    for (size_t i = 0; i < report->outputs->count; i++)
        json_decref(writers[i]);
    free(writers);
}

json_t *html_data(const struct report *report)
{
    json_t *object = json_object(), *patterns;
    autofree uint32_t *nodes = NULL;
    struct page_data data = {.report = report, .regions = report_regions(report)};
    set_head(object, report);
    json_object_set_new(object, "processes", html_processes(report, &nodes));
    json_object_set_new(object, "causes", html_causes(report, nodes));
    json_object_set_new(object, "calls", html_calls(report));
    json_object_set_new(object, "trials", html_trials(report, &patterns, &data.pattern));
    json_object_set_new(object, "patterns", patterns);
    data.writers = html_writers(report, nodes);
    share(&data);
    json_object_set_new(object, "outputs", outputs_array(&data));
    free_writers(report, data.writers);
    free(data.pattern);
    free(data.regions);
    return object;
}
