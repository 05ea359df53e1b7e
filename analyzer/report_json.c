/* The report for programs: docs/json-report.md says what every field means. */
#include "report.h"

#include <errno.h>
#include <math.h>
#include "json_parts.h"
#include "report_words.h"

#define SCHEMA "paribus.report/1"

static json_t *escapes_json(const struct report *report)
{
    json_t *array = json_array();
    for (size_t i = 0; i < report->escape_count; i++) {
        json_t *object = json_object(), *argv = json_array();
        json_array_append_new(argv, json_shown(report->escapes[i].text));
        json_object_set_new(object, "kind", json_shown(report->escapes[i].kind));
        json_object_set_new(object, "argv", argv);
        json_array_append_new(array, object);
    }
    return array;
}

static json_t *runs_json(const struct report *report, bool timings)
{
    json_t *array = json_array();
    for (size_t i = 0; i < report->run_count; i++) {
        const struct report_run *run = &report->runs[i];
        json_t *object = json_object();
        double seconds = timings ? round(run->seconds * 1000) / 1000 : 0.0;
        json_object_set_new(object, "purpose", json_shown(run->purpose));
        json_object_set_new(object, "partial", json_boolean(run->partial));
        json_object_set_new(object, "seconds", json_real(seconds));
        json_object_set_new(object, "status", json_integer(run->status));
        json_array_append_new(array, object);
    }
    return array;
}

static json_t *coverage_json(const struct report *report)
{
    json_t *object = json_object();
    json_object_set_new(object, "processes", json_count(report->processes));
    json_object_set_new(object, "covered", json_count(report->covered));
    json_object_set_new(object, "events", json_count(report->events));
    json_object_set_new(object, "dropped", json_count(report->dropped));
    json_object_set_new(object, "early", json_count(report->early));
    return object;
}

static json_t *report_object(const struct report *report, const struct report_style *style)
{
    json_t *object = json_object();
    json_object_set_new(object, "schema", json_string(SCHEMA));
    json_object_set_new(object, "verdict", json_string(verdict_word(report->verdict)));
    json_object_set_new(object, "headline", json_shown(report->headline));
    json_object_set_new(object, "command",
                        report->command ? json_list(report->command) : json_null());
    json_object_set_new(object, "outputs", json_outputs(report));
    json_object_set_new(object, "escapes", escapes_json(report));
    json_object_set_new(object, "notes", json_list(report->notes));
    json_object_set_new(object, "coverage", coverage_json(report));
    json_object_set_new(object, "units", json_count(report->units));
    json_object_set_new(object, "innocent", json_count(report->innocent));
    json_object_set_new(object, "runs", runs_json(report, style->timings));
    return object;
}

int report_json(const struct report *report, const struct report_style *style, FILE *to)
{
    json_t *object = report_object(report, style);
    errno = 0;
    int failed =
        json_dumpf(object, to, JSON_INDENT(2) | JSON_PRESERVE_ORDER | JSON_REAL_PRECISION(9));
    json_decref(object);
    fputc('\n', to);
    if (!failed && fflush(to) == 0 && !ferror(to))
        return 0;
    return errno ? -errno : -EIO;
}
