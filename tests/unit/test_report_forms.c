/* Every form of a report can be made of any report, an empty one too, and twice the same. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include "formats.h"
#include "sample_report.h"
#include "util.h"

static void render_twice(const struct report *report)
{
    static const struct report_style style = {.width = 100};
    for (const struct format *format = formats; format->name; format++) {
        autofree char *once = sample_render(format->report, report, &style);
        autofree char *again = sample_render(format->report, report, &style);
        if (!once || !again || !*once || strcmp(once, again) != 0)
            fail_msg("%s", format->name);
    }
}

static void test_a_report_with_everything(void **state)
{
    struct report report = sample_report();
    (void)state;
    render_twice(&report);
    report_free(&report);
}

static void test_a_report_of_nothing(void **state)
{
    struct outputs none = {0};
    struct report report = {.verdict = VERDICT_REPRODUCIBLE, .outputs = &none};
    (void)state;
    render_twice(&report);
}

static void test_trials_are_told_by_region(void **state)
{
    static const struct report_style style = {.width = 100};
    struct report report = sample_report();
    (void)state;
    report.trials = xcalloc(1, sizeof *report.trials);
    report.trial_count = 1;
    report.trials[0] = (struct report_trial){.run = 3,
                                             .units = xcalloc(1, sizeof(uint64_t)),
                                             .unit_count = 1,
                                             .results = xcalloc(report.region_count, 1)};
    report.trials[0].units[0] = report.causes[0].unit;
    report.trials[0].results[0] = TRIAL_DIFFERS;
    report.trials[0].results[1] = TRIAL_EQUAL;
    autofree char *page = sample_render(report_html, &report, &style);
    assert_non_null(
        strstr(page, "\"trials\":[{\"run\":4,\"hold\":false,\"units\":1,\"causes\":[0]}]"));
    assert_non_null(strstr(page, "\"patterns\":[\"d\",\"e\",\".\"]"));
    report_free(&report);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_report_with_everything),
        cmocka_unit_test(test_a_report_of_nothing),
        cmocka_unit_test(test_trials_are_told_by_region),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
