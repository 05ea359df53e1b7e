/* The re-runs of an HTML report: what each freed or held, and what came of it everywhere. */
#include <stdlib.h>
#include <string.h>
#include "html_data.h"
#include "json_parts.h"
#include "util.h"

static bool has_unit(const struct report_trial *trial, uint64_t unit)
{
    for (size_t i = 0; i < trial->unit_count; i++)
        if (trial->units[i] == unit)
            return true;
    return false;
}

static json_t *trial_object(const struct report *report, const struct report_trial *trial)
{
    json_t *causes = json_array();
    for (size_t i = 0; i < report->cause_count; i++)
        if (has_unit(trial, report->causes[i].unit))
            json_array_append_new(causes, json_count(i));
    return json_pack("{s:I, s:b, s:I, s:o}", "run", (json_int_t)trial->run + 1, "hold",
                     (int)trial->hold, "units", (json_int_t)trial->unit_count, "causes", causes);
}

/* One letter per trial. */
static char *pattern_of(const struct report *report, size_t region)
{
    static const char letters[] = {
        [TRIAL_NOT_ASKED] = '.', [TRIAL_EQUAL] = 'e', [TRIAL_DIFFERS] = 'd'};
    char *pattern = xcalloc(report->trial_count + 1, 1);
    for (size_t i = 0; i < report->trial_count; i++)
        pattern[i] = letters[report->trials[i].results[region]];
    return pattern;
}

/* Regions with the same causes have the same pattern: there are few. */
static size_t index_of(json_t *patterns, const char *pattern)
{
    size_t i;
    json_t *item;
    json_array_foreach (patterns, i, item)
        if (strcmp(json_string_value(item), pattern) == 0)
            return i;
    json_array_append_new(patterns, json_string(pattern));
    return i;
}

json_t *html_trials(const struct report *report, json_t **patterns, size_t **pattern)
{
    json_t *array = json_array();
    *patterns = json_array();
    *pattern = xcalloc(report->region_count + 1, sizeof **pattern);
    for (size_t i = 0; i < report->trial_count; i++)
        json_array_append_new(array, trial_object(report, &report->trials[i]));
    for (size_t i = 0; i < report->region_count; i++) {
        autofree char *own = pattern_of(report, i);
        (*pattern)[i] = index_of(*patterns, own);
    }
    return array;
}
