/* Validates a produced report against the structure docs/json-report.md describes. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include "report.h"
#include "sample_report.h"
#include "util.h"

/*
 * A field: its name and type.  Types: s string, S string or null, i integer, r real, b boolean,
 * l list of strings, L the same or null, n list of integers, o object, [ list of objects.
 */
struct field {
    const char *name;
    char type;
    const struct field *of; /* what an object, or each in a list, is made of */
};

static const struct field frame[] = {{"function", 'S', NULL}, {"file", 'S', NULL},
                                     {"line", 'i', NULL},     {"module", 'S', NULL},
                                     {"offset", 'i', NULL},   {NULL, 0, NULL}};
static const struct field process[] = {{"path", 'S', NULL},
                                       {"argv", 'l', NULL},
                                       {"exe", 'S', NULL},
                                       {"guessed", 'b', NULL},
                                       {NULL, 0, NULL}};
static const struct field cause[] = {
    {"source", 's', NULL},     {"call", 's', NULL},     {"subject", 'S', NULL},
    {"verdict", 's', NULL},    {"unit", 's', NULL},     {"occurrence", 'i', NULL},
    {"process", 'o', process}, {"way", 'S', NULL},      {"script", 'S', NULL},
    {"stack", '[', frame},     {"evidence", 'l', NULL}, {"cure", 'S', NULL},
    {"reproduce", 'S', NULL},  {NULL, 0, NULL}};
static const struct field divergence[] = {
    {"member", 'S', NULL},    {"offset", 'i', NULL},   {"length", 'i', NULL},
    {"offset_b", 'i', NULL},  {"length_b", 'i', NULL}, {"line", 'i', NULL},
    {"reordered", 'b', NULL}, {"a", 's', NULL},        {"before_a", 's', NULL},
    {"after_a", 's', NULL},   {"b", 's', NULL},        {"before_b", 's', NULL},
    {"after_b", 's', NULL},   {"causes", 'n', NULL},   {"unexplained", 'S', NULL},
    {NULL, 0, NULL}};
static const struct field output[] = {
    {"path", 's', NULL},    {"identical", 'b', NULL},         {"state", 's', NULL},
    {"renamed", 'S', NULL}, {"divergences", '[', divergence}, {"causes", '[', cause},
    {NULL, 0, NULL}};
static const struct field escape[] = {{"kind", 's', NULL}, {"argv", 'l', NULL}, {NULL, 0, NULL}};
static const struct field coverage[] = {{"processes", 'i', NULL}, {"covered", 'i', NULL},
                                        {"events", 'i', NULL},    {"dropped", 'i', NULL},
                                        {"early", 'i', NULL},     {NULL, 0, NULL}};
static const struct field run[] = {{"purpose", 's', NULL},
                                   {"partial", 'b', NULL},
                                   {"seconds", 'r', NULL},
                                   {"status", 'i', NULL},
                                   {NULL, 0, NULL}};
static const struct field top[] = {
    {"schema", 's', NULL},   {"verdict", 's', NULL},      {"headline", 'S', NULL},
    {"command", 'L', NULL},  {"outputs", '[', output},    {"escapes", '[', escape},
    {"notes", 'l', NULL},    {"coverage", 'o', coverage}, {"units", 'i', NULL},
    {"innocent", 'i', NULL}, {"runs", '[', run},          {NULL, 0, NULL}};

static void check_object(const json_t *object, const struct field *fields, const char *where);

static int is_list(const json_t *value, int type)
{
    size_t i;
    json_t *item;
    json_array_foreach (value, i, item)
        if ((int)json_typeof(item) != type)
            return 0;
    return json_is_array(value);
}

static int has_type(const json_t *value, const struct field *field)
{
    switch (field->type) {
    case 's':
        return json_is_string(value);
    case 'S':
        return json_is_string(value) || json_is_null(value);
    case 'i':
        return json_is_integer(value);
    case 'r':
        return json_is_real(value);
    case 'b':
        return json_is_boolean(value);
    case 'l':
        return is_list(value, JSON_STRING);
    case 'L':
        return json_is_null(value) || is_list(value, JSON_STRING);
    case 'n':
        return is_list(value, JSON_INTEGER);
    case 'o':
        return json_is_object(value);
    case '[':
        return is_list(value, JSON_OBJECT);
    }
    return 0;
}

static void check_field(const json_t *object, const struct field *field, const char *where)
{
    const json_t *value = json_object_get(object, field->name);
    size_t i;
    json_t *item;
    if (!value || !has_type(value, field))
        fail_msg("%s.%s is missing or of the wrong type", where, field->name);
    if (field->type == 'o')
        check_object(value, field->of, field->name);
    if (field->type == '[')
        json_array_foreach (value, i, item)
            check_object(item, field->of, field->name);
}

static void check_object(const json_t *object, const struct field *fields, const char *where)
{
    size_t count = 0;
    for (; fields[count].name; count++)
        check_field(object, &fields[count], where);
    if (json_object_size(object) != count)
        fail_msg("%s has a field that is not documented", where);
}

static char *render(void)
{
    struct report report = sample_report();
    struct report_style style = {0};
    char *text = sample_render(report_json, &report, &style);
    report_free(&report);
    assert_non_null(text);
    return text;
}

static json_t *produced(void)
{
    json_error_t error;
    autofree char *text = render();
    json_t *report = json_loads(text, JSON_REJECT_DUPLICATES, &error);
    if (!report)
        fail_msg("no JSON: %s", error.text);
    return report;
}

static void test_a_report_is_made_as_documented(void **state)
{
    (void)state;
    json_t *report = produced();
    check_object(report, top, "report");
    assert_string_equal(json_string_value(json_object_get(report, "schema")), "paribus.report/1");
    assert_string_equal(json_string_value(json_object_get(report, "verdict")), "divergent");
    json_decref(report);
}

static void test_an_empty_report_is_made_as_documented(void **state)
{
    (void)state;
    struct report report = {.verdict = VERDICT_REPRODUCIBLE};
    struct report_style style = {0};
    autofree char *text = sample_render(report_json, &report, &style);
    json_t *parsed = json_loads(text, 0, NULL);
    check_object(parsed, top, "report");
    json_decref(parsed);
}

static void test_causes_of_a_region_are_found_in_its_output(void **state)
{
    (void)state;
    json_t *report = produced();
    json_t *app = json_array_get(json_object_get(report, "outputs"), 0);
    json_t *first = json_array_get(json_object_get(app, "divergences"), 0);
    assert_int_equal(json_array_size(json_object_get(app, "causes")), 1);
    assert_int_equal(json_integer_value(json_array_get(json_object_get(first, "causes"), 0)), 0);
    assert_string_equal(json_string_value(json_object_get(first, "a")), "2020-01-01 00:00");
    assert_string_equal(json_string_value(json_object_get(first, "before_a")), "built on ");
    json_decref(report);
}

static void test_bytes_that_are_no_text_are_escaped(void **state)
{
    (void)state;
    json_t *report = produced();
    json_t *app = json_array_get(json_object_get(report, "outputs"), 0);
    json_t *second = json_array_get(json_object_get(app, "divergences"), 1);
    assert_string_equal(json_string_value(json_object_get(second, "a")), "x\\xff\\x1b");
    json_decref(report);
}

static void test_seconds_are_left_out_unless_asked_for(void **state)
{
    (void)state;
    struct report report = sample_report();
    struct report_style style = {.timings = true};
    autofree char *without = render();
    autofree char *with = sample_render(report_json, &report, &style);
    report_free(&report);
    assert_null(strstr(without, "1.25"));
    assert_non_null(strstr(with, "\"seconds\": 1.25"));
}

static void test_the_same_report_gives_the_same_json(void **state)
{
    (void)state;
    autofree char *one = render();
    autofree char *two = render();
    assert_string_equal(one, two);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_report_is_made_as_documented),
        cmocka_unit_test(test_an_empty_report_is_made_as_documented),
        cmocka_unit_test(test_causes_of_a_region_are_found_in_its_output),
        cmocka_unit_test(test_bytes_that_are_no_text_are_escaped),
        cmocka_unit_test(test_seconds_are_left_out_unless_asked_for),
        cmocka_unit_test(test_the_same_report_gives_the_same_json),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
