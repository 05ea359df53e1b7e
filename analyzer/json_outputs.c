#include <stdlib.h>
#include "json_parts.h"
#include "report_group.h"
#include "report_words.h"
#include "util.h"

/* One side of a divergence: the region in `name`, what stands around it in before_ and after_. */
static void set_side(json_t *object, const char *name, const char *data, size_t length, size_t lead,
                     size_t size)
{
    autofree char *before = xasprintf("before_%s", name);
    autofree char *after = xasprintf("after_%s", name);
    if (lead > length)
        lead = length;
    if (size > length - lead)
        size = length - lead;
    if (!data)
        data = "";
    json_object_set_new(object, name, json_bytes(data + lead, size));
    json_object_set_new(object, before, json_bytes(data, lead));
    json_object_set_new(object, after, json_bytes(data + lead + size, length - lead - size));
}

/* Where no bytes differ the excerpt describes the side as a whole. */
static void set_sides(json_t *object, const struct divergence *d)
{
    bool whole = d->length == 0 && d->length_b == 0;
    set_side(object, "a", d->a, d->a_length, whole ? 0 : d->a_lead,
             whole ? d->a_length : (size_t)d->length);
    set_side(object, "b", d->b, d->b_length, whole ? 0 : d->b_lead,
             whole ? d->b_length : (size_t)d->length_b);
}

static json_t *frame_json(const struct frame *frame)
{
    json_t *object = json_object();
    json_object_set_new(object, "function", json_shown(frame->function));
    json_object_set_new(object, "file", json_shown(frame->file));
    json_object_set_new(object, "line", json_count(frame->line));
    json_object_set_new(object, "module", json_shown(frame->module));
    json_object_set_new(object, "offset", json_count(frame->offset));
    return object;
}

static json_t *stack_json(const struct cause *cause)
{
    json_t *array = json_array();
    for (size_t i = 0; i < cause->stack_count; i++)
        json_array_append_new(array, frame_json(&cause->stack[i]));
    return array;
}

static json_t *process_json(const struct cause *cause)
{
    json_t *object = json_object();
    json_object_set_new(object, "path", json_shown(cause->process));
    json_object_set_new(object, "argv", json_list(cause->argv));
    json_object_set_new(object, "exe", json_shown(cause->exe));
    json_object_set_new(object, "guessed", json_boolean(cause->guessed));
    return object;
}

static json_t *unit_json(uint64_t unit)
{
    char hex[17];
    snprintf(hex, sizeof hex, "%016llx", (unsigned long long)unit);
    return json_string(hex);
}

static json_t *cause_json(const struct cause *cause)
{
    json_t *object = json_object();
    json_object_set_new(object, "source", json_shown(cause->source));
    json_object_set_new(object, "call", json_shown(cause->call));
    json_object_set_new(object, "subject", json_shown(cause->subject));
    json_object_set_new(object, "verdict", json_string(proof_word(cause->proof)));
    json_object_set_new(object, "unit", unit_json(cause->unit));
    json_object_set_new(object, "occurrence", json_count(cause->occurrence));
    json_object_set_new(object, "process", process_json(cause));
    json_object_set_new(object, "way", json_shown(cause->way));
    json_object_set_new(object, "script", json_shown(cause->script));
    json_object_set_new(object, "stack", stack_json(cause));
    json_object_set_new(object, "evidence", json_list(cause->evidence));
    json_object_set_new(object, "cure", json_shown(cause->cure));
    json_object_set_new(object, "reproduce", json_shown(cause->reproduce));
    return object;
}

/* The causes of one output: indices into report.causes, each once, in order of appearance. */
struct blame {
    size_t *causes;
    size_t count;
};

static size_t blame_index(struct blame *blame, size_t cause)
{
    for (size_t i = 0; i < blame->count; i++)
        if (blame->causes[i] == cause)
            return i;
    *array_push(blame->causes, blame->count) = cause;
    return blame->count - 1;
}

static json_t *divergence_json(const struct divergence *divergence,
                               const struct report_region *region, struct blame *blame)
{
    json_t *object = json_object(), *causes = json_array();
    json_object_set_new(object, "member", json_shown(divergence->member));
    json_object_set_new(object, "offset", json_count(divergence->offset));
    json_object_set_new(object, "length", json_count(divergence->length));
    json_object_set_new(object, "offset_b", json_count(divergence->offset_b));
    json_object_set_new(object, "length_b", json_count(divergence->length_b));
    json_object_set_new(object, "line", json_count(divergence->line));
    json_object_set_new(object, "reordered", json_boolean(divergence->reordered));
    set_sides(object, divergence);
    for (size_t i = 0; region && i < region->cause_count; i++)
        json_array_append_new(causes, json_count(blame_index(blame, region->causes[i])));
    json_object_set_new(object, "causes", causes);
    json_object_set_new(object, "unexplained", json_shown(region ? region->unexplained : NULL));
    return object;
}

/* `regions`: report_region of each divergence of this output, NULL where there is none. */
static json_t *output_json(const struct report *report, const struct output *output,
                           const struct report_region *const *regions)
{
    json_t *object = json_object(), *divergences = json_array(), *causes = json_array();
    struct blame blame = {0};
    for (size_t i = 0; i < output->divergence_count; i++)
        json_array_append_new(divergences,
                              divergence_json(&output->divergences[i], regions[i], &blame));
    for (size_t i = 0; i < blame.count; i++)
        json_array_append_new(causes, cause_json(&report->causes[blame.causes[i]]));
    free(blame.causes);
    json_object_set_new(object, "path", json_shown(output->path));
    json_object_set_new(object, "identical", json_boolean(output->state == OUTPUT_EQUAL));
    json_object_set_new(object, "state", json_string(state_word(output->state)));
    json_object_set_new(object, "renamed", json_shown(output->renamed));
    json_object_set_new(object, "divergences", divergences);
    json_object_set_new(object, "causes", causes);
    return object;
}

json_t *json_outputs(const struct report *report)
{
    json_t *array = json_array();
    size_t at = 0;
    if (!report->outputs)
        return array;
    autofree const struct report_region **regions = report_regions(report);
    for (size_t i = 0; i < report->outputs->count; i++) {
        const struct output *output = &report->outputs->items[i];
        json_array_append_new(array, output_json(report, output, regions + at));
        at += output->divergence_count;
    }
    return array;
}
