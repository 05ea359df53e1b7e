/*
 * The report as SARIF 2.1.0: one result per call site accused, at the line to blame, with its stack
 * and what it reaches; one per output nobody explains.
 */
#include "report.h"

#include <errno.h>
#include <jansson.h>
#include <string.h>
#include "frames.h"
#include "json_parts.h"
#include "quote.h"
#include "report_blame.h"
#include "report_words.h"
#include "sarif_rules.h"
#include "util.h"

#define SCHEMA "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"
#define NAMES  5  /* outputs named in a message */
#define PLACES 50 /* outputs a result points at */

static json_t *safe(const char *text)
{
    return json_bytes(text, strlen(text));
}

static json_t *message(const char *text)
{
    autofree char *quoted = quote_text(QUOTE_SARIF, text);
    return json_pack("{s:s}", "text", quoted);
}

/* What is not below the tree has no base there. */
static json_t *artifact(const char *path)
{
    autofree char *uri = quote_uri(path);
    json_t *object = json_pack("{s:s}", "uri", uri);
    if (*path != '/' && strncmp(path, "../", 3) != 0)
        json_object_set_new(object, "uriBaseId", json_string("TREE"));
    return object;
}

/* --- source lines --- */

static json_t *line_of(const struct frame *frame)
{
    json_t *object = json_pack("{s:o}", "artifactLocation", artifact(frame->file));
    if (frame->line)
        json_object_set_new(object, "region",
                            json_pack("{s:I}", "startLine", (json_int_t)frame->line));
    return object;
}

static json_t *location_of(const struct frame *frame)
{
    json_t *object = json_object();
    const char *name = frame->function ? frame->function : frame->module ? frame->module : "?";
    if (frame->file)
        json_object_set_new(object, "physicalLocation", line_of(frame));
    json_object_set_new(object, "message", message(name));
    if (frame->function)
        json_object_set_new(object, "logicalLocations",
                            json_pack("[{s:o, s:s}]", "fullyQualifiedName", safe(frame->function),
                                      "kind", "function"));
    return object;
}

static json_t *stacks_of(const struct cause *cause)
{
    json_t *frames = json_array();
    for (size_t i = 0; i < cause->stack_count; i++) {
        const struct frame *frame = &cause->stack[i];
        json_t *object = json_pack("{s:o}", "location", location_of(frame));
        if (frame->module)
            json_object_set_new(object, "module", safe(frame->module));
        json_array_append_new(frames, object);
    }
    return json_pack("[{s:o, s:o}]", "message", message(cause->call), "frames", frames);
}

/* From the outermost frame to the call: the way the value was asked for. */
static json_t *flow_of(const struct cause *cause)
{
    json_t *steps = json_array();
    for (size_t i = cause->stack_count; i-- > 0;)
        json_array_append_new(steps,
                              json_pack("{s:o, s:i}", "location", location_of(&cause->stack[i]),
                                        "nestingLevel", (int)(cause->stack_count - 1 - i)));
    return json_pack("[{s:[{s:o}]}]", "threadFlows", "locations", steps);
}

/* --- outputs --- */

static json_t *region_of(const struct divergence *d)
{
    if (d->line)
        return json_pack("{s:I}", "startLine", (json_int_t)d->line);
    return json_pack("{s:I, s:I}", "byteOffset", (json_int_t)d->offset, "byteLength",
                     (json_int_t)d->length);
}

/* Streams and the exit status are no files; a region within a member is none of the archive. */
static json_t *output_location(const struct output *output)
{
    const struct divergence *first = output->divergence_count ? output->divergences : NULL;
    json_t *object = json_pack("{s:o}", "message", message(output->path));
    if (*output->path == '<')
        return object;
    json_t *place = json_pack("{s:o}", "artifactLocation", artifact(output->path));
    if (first && !first->member && output->state == OUTPUT_CONTENT)
        json_object_set_new(place, "region", region_of(first));
    json_object_set_new(object, "physicalLocation", place);
    return object;
}

static json_t *reached(const struct report *report, const struct blame_site *site)
{
    json_t *array = json_array();
    for (size_t i = 0; i < site->count && i < PLACES; i++) {
        json_t *object = output_location(&report->outputs->items[site->outputs[i]]);
        json_object_set_new(object, "id", json_integer((json_int_t)i));
        json_array_append_new(array, object);
    }
    return array;
}

/* --- results --- */

static json_t *result(const char *rule, const char *level, json_t *said, json_t *location)
{
    return json_pack("{s:s, s:i, s:s, s:o, s:[o]}", "ruleId", rule, "ruleIndex",
                     sarif_rule_index(rule), "level", level, "message", said, "locations",
                     location);
}

static json_t *properties_of(const struct cause *cause)
{
    json_t *object = json_object();
    json_object_set_new(object, "verdict", json_string(proof_word(cause->proof)));
    json_object_set_new(object, "process", safe(cause->process ? cause->process : ""));
    json_object_set_new(object, "evidence", json_list(cause->evidence));
    json_object_set_new(object, "cure", json_shown(cause->cure));
    json_object_set_new(object, "reproduce", json_shown(cause->reproduce));
    return object;
}

static json_t *cause_location(const struct cause *cause)
{
    const struct frame *at = blame_line(cause);
    if (!at && cause->stack_count)
        at = &cause->stack[frames_telling(cause->stack, cause->stack_count)];
    if (at)
        return location_of(at);
    return json_pack("{s:o}", "message", message(cause->process ? cause->process : cause->call));
}

static json_t *site_result(const struct report *report, const struct blame_site *site)
{
    const struct cause *cause = &report->causes[site->cause];
    autofree char *who = blame_accusation(report, site);
    autofree char *names = blame_names(report, site, NAMES);
    autofree char *said =
        xasprintf("%s makes %s differ (%s)%s%s", who, names, proof_word(cause->proof),
                  cause->cure ? "; cure: " : "", cause->cure ? cause->cure : "");
    autofree char *unit = xasprintf("%016llx", (unsigned long long)cause->unit);
    json_t *object = result(cause->source, cause->proof == PROOF_PROVEN ? "error" : "warning",
                            message(said), cause_location(cause));
    if (cause->stack_count) {
        json_object_set_new(object, "stacks", stacks_of(cause));
        json_object_set_new(object, "codeFlows", flow_of(cause));
    }
    json_object_set_new(object, "relatedLocations", reached(report, site));
    json_object_set_new(object, "partialFingerprints", json_pack("{s:s}", "paribusUnit/v1", unit));
    json_object_set_new(object, "properties", properties_of(cause));
    return object;
}

static json_t *unexplained_result(const struct output *output, const char *why)
{
    autofree char *said =
        xasprintf("%s differs: %s", output->path, why ? why : "no cause was found");
    return result(SARIF_UNEXPLAINED, "error", message(said), output_location(output));
}

static json_t *results_of(const struct report *report)
{
    json_t *array = json_array();
    struct blame *blames = blame_outputs(report);
    struct blame_sites sites;
    blame_sites(report, &sites);
    for (size_t i = 0; i < sites.count; i++)
        json_array_append_new(array, site_result(report, &sites.items[i]));
    blame_sites_free(&sites);
    for (size_t i = 0; report->outputs && i < report->outputs->count; i++) {
        const struct output *output = &report->outputs->items[i];
        if (output->state != OUTPUT_EQUAL && !blames[i].count)
            json_array_append_new(array, unexplained_result(output, blames[i].unexplained));
    }
    blame_outputs_free(report, blames);
    return array;
}

/* --- the run --- */

static void add_notification(json_t *array, const char *level, char *text)
{
    json_array_append_new(array, json_pack("{s:s, s:o}", "level", level, "message", message(text)));
}

static json_t *invocation(const struct report *report)
{
    json_t *notes = json_array();
    for (size_t i = 0; report->notes && report->notes[i]; i++)
        add_notification(notes, "note", report->notes[i]);
    for (size_t i = 0; i < report->escape_count; i++) {
        const struct report_escape *escape = &report->escapes[i];
        autofree char *text = xasprintf("not covered: %s: %s", escape->kind, escape->text);
        add_notification(notes, "warning", text);
    }
    json_t *object =
        json_pack("{s:b, s:o}", "executionSuccessful", 1, "toolExecutionNotifications", notes);
    if (report->command)
        json_object_set_new(object, "arguments", json_list(report->command));
    return object;
}

static json_t *run_object(const struct report *report)
{
    autofree char *summary = report_result(report);
    json_t *base =
        json_pack("{s:{s:s}}", "description", "text", "the directory whose files are the outputs");
    return json_pack("{s:{s:o}, s:[o], s:{s:o}, s:o, s:{s:s, s:o, s:I, s:I}}", "tool", "driver",
                     sarif_driver(), "invocations", invocation(report), "originalUriBaseIds",
                     "TREE", base, "results", results_of(report), "properties", "verdict",
                     verdict_word(report->verdict), "summary", safe(summary), "processes",
                     (json_int_t)report->processes, "covered", (json_int_t)report->covered);
}

int report_sarif(const struct report *report, const struct report_style *style, FILE *to)
{
    json_t *log = json_pack("{s:s, s:s, s:[o]}", "$schema", SCHEMA, "version", "2.1.0", "runs",
                            run_object(report));
    (void)style;
    int failed = !log || json_dumpf(log, to, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
    json_decref(log);
    fputc('\n', to);
    return failed || ferror(to) ? -EIO : 0;
}
