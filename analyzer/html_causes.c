/* The causes of an HTML report: stacks with the source around each line. */
#include "explain.h"
#include "frames.h"
#include "html_data.h"
#include "json_parts.h"
#include "report_blame.h"
#include "report_words.h"
#include "source_lines.h"
#include "util.h"

#define AROUND 4 /* lines shown before and after the one to blame */

static void set_source(json_t *object, const struct report *report, const struct frame *frame)
{
    struct source_lines source;
    if (!source_lines_read(report->base, frame->file, frame->line, AROUND, &source))
        return;
    json_t *lines = json_array();
    for (size_t i = 0; i < source.count; i++)
        json_array_append_new(lines, json_bytes(source.lines[i].data, source.lines[i].size));
    json_object_set_new(object, "source",
                        json_pack("{s:i, s:o}", "first", (int)source.first, "lines", lines));
    source_lines_free(&source);
}

static json_t *frame_object(const struct report *report, const struct frame *frame)
{
    json_t *object = json_object();
    json_object_set_new(object, "function", html_text(frame->function));
    json_object_set_new(object, "file", html_text(frame->file));
    json_object_set_new(object, "line", json_count(frame->line));
    json_object_set_new(object, "module", html_text(frame->module));
    json_object_set_new(object, "offset",
                        json_sprintf("0x%llx", (unsigned long long)frame->offset));
    set_source(object, report, frame);
    return object;
}

static json_t *stack_array(const struct report *report, const struct cause *cause)
{
    json_t *array = json_array();
    for (size_t i = 0; i < cause->stack_count; i++)
        json_array_append_new(array, frame_object(report, &cause->stack[i]));
    return array;
}

static json_t *words(char *const *items)
{
    json_t *array = json_array();
    for (size_t i = 0; items && items[i]; i++)
        json_array_append_new(array, html_text(items[i]));
    return array;
}

/* The stack of a site is told once, with its first cause. */
static json_t *cause_object(const struct report *report, const struct cause *cause, bool first,
                            const uint32_t *nodes)
{
    json_t *object = json_object();
    autofree char *who = report_accusation(cause);
    bool known = nodes && cause->node != UINT32_MAX && nodes[cause->node] != UINT32_MAX;
    json_object_set_new(object, "source", html_text(cause->source));
    json_object_set_new(object, "call", html_text(cause->call));
    json_object_set_new(object, "who", html_text(who));
    json_object_set_new(object, "verdict", json_string(proof_word(cause->proof)));
    json_object_set_new(object, "unit", json_sprintf("%016llx", (unsigned long long)cause->unit));
    json_object_set_new(object, "process", html_text(cause->process));
    json_object_set_new(object, "telling",
                        json_count(frames_telling(cause->stack, cause->stack_count)));
    if (first)
        json_object_set_new(object, "stack", stack_array(report, cause));
    json_object_set_new(object, "evidence", words(cause->evidence));
    json_object_set_new(object, "cure", html_text(cause->cure));
    json_object_set_new(object, "reproduce", html_text(cause->reproduce));
    json_object_set_new(object, "node", known ? json_count(nodes[cause->node]) : json_null());
    return object;
}

json_t *html_causes(const struct report *report, const uint32_t *nodes)
{
    json_t *array = json_array();
    struct blame_sites sites;
    blame_sites(report, &sites);
    for (size_t i = 0; i < report->cause_count; i++) {
        const struct blame_site *site = &sites.items[sites.site_of[i]];
        json_t *object = cause_object(report, &report->causes[i], site->cause == i, nodes);
        autofree char *who = blame_accusation(report, site);
        json_object_set_new(object, "site", json_count(site->cause));
        if (site->cause == i)
            json_object_set_new(object, "siteWho", html_text(who));
        json_array_append_new(array, object);
    }
    blame_sites_free(&sites);
    return array;
}
