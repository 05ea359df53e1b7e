/* JSON reports, as analyzer.h shows them; the structure is that of docs/json-report.md. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include "analyzer.h"
#include "api_error.h"
#include "util.h"

#define SCHEMA "paribus.report/1"

struct paribus_report {
    json_t *root;
};

paribus_report *paribus_report_open(const char *file)
{
    json_error_t fault;
    json_t *root = json_load_file(file, 0, &fault);
    const char *schema = json_string_value(json_object_get(root, "schema"));
    if (schema && strcmp(schema, SCHEMA) == 0) {
        paribus_report *report = xcalloc(1, sizeof *report);
        report->root = root;
        return report;
    }
    api_fail(root ? xasprintf("'%s' has another schema than " SCHEMA, file)
                  : xasprintf("cannot read '%s': %s", file, fault.text),
             0);
    json_decref(root);
    return NULL;
}

void paribus_report_close(paribus_report *report)
{
    if (report)
        json_decref(report->root);
    free(report);
}

static const char *text(const json_t *object, const char *key)
{
    const char *found = json_string_value(json_object_get(object, key));
    return found ? found : "";
}

static const json_t *output_at(const paribus_report *report, size_t output)
{
    return json_array_get(json_object_get(report->root, "outputs"), output);
}

static const json_t *cause_at(const paribus_report *report, size_t output, size_t cause)
{
    return json_array_get(json_object_get(output_at(report, output), "causes"), cause);
}

const char *paribus_report_verdict(const paribus_report *report)
{
    return text(report->root, "verdict");
}

size_t paribus_report_outputs(const paribus_report *report)
{
    return json_array_size(json_object_get(report->root, "outputs"));
}

const char *paribus_output_path(const paribus_report *report, size_t output)
{
    return text(output_at(report, output), "path");
}

const char *paribus_output_state(const paribus_report *report, size_t output)
{
    return text(output_at(report, output), "state");
}

size_t paribus_output_causes(const paribus_report *report, size_t output)
{
    return json_array_size(json_object_get(output_at(report, output), "causes"));
}

#define CAUSE(name)                                                                                \
    const char *paribus_cause_##name(const paribus_report *report, size_t output, size_t cause)    \
    {                                                                                              \
        return text(cause_at(report, output, cause), #name);                                       \
    }
CAUSE(source)
CAUSE(call)
CAUSE(verdict)
CAUSE(unit)
CAUSE(cure)
CAUSE(reproduce)

const char *paribus_cause_process(const paribus_report *report, size_t output, size_t cause)
{
    return text(json_object_get(cause_at(report, output, cause), "process"), "path");
}

/* --- the frame to blame --- */

static const json_t *blamed(const paribus_report *report, size_t output, size_t cause)
{
    const json_t *stack = json_object_get(cause_at(report, output, cause), "stack");
    for (size_t i = 0; i < json_array_size(stack); i++) {
        const json_t *frame = json_array_get(stack, i);
        if (json_integer_value(json_object_get(frame, "line")) > 0)
            return frame;
    }
    return NULL;
}

const char *paribus_cause_function(const paribus_report *report, size_t output, size_t cause)
{
    return text(blamed(report, output, cause), "function");
}

const char *paribus_cause_file(const paribus_report *report, size_t output, size_t cause)
{
    return text(blamed(report, output, cause), "file");
}

unsigned paribus_cause_line(const paribus_report *report, size_t output, size_t cause)
{
    const json_t *frame = blamed(report, output, cause);
    return (unsigned)json_integer_value(json_object_get(frame, "line"));
}
