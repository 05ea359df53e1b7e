#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include "report.h"
#include "frames.h"
#include "report_words.h"
#include "sample_report.h"
#include "util.h"

static const struct report_style plain = {.width = 100};

static char *render(const struct report_style *style)
{
    struct report report = sample_report();
    char *text = sample_render(report_text, &report, style);
    report_free(&report);
    assert_non_null(text);
    return text;
}

static void assert_has(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("no '%s' in:\n%s", part, text);
}

static unsigned times(const char *text, const char *part)
{
    unsigned count = 0;
    for (; (text = strstr(text, part)); text += strlen(part))
        count++;
    return count;
}

static void test_tells_cause_place_process_and_cure(void **state)
{
    (void)state;
    autofree char *text = render(&plain);
    assert_has(text,
               "caused by time: clock_gettime in stamp() at src/stamp.c:12, through time() of "
               "libc.so.6\n");
    assert_has(text, "process: make > sh > date +%F\n");
    assert_has(text, "proven: with only this call free, the region differs\n");
    assert_has(text, "cure: set SOURCE_DATE_EPOCH\n");
    assert_has(text, "show it again: paribus check --free 00000000000000ab -- make\n");
}

static void test_shows_both_values_with_the_difference_marked(void **state)
{
    (void)state;
    autofree char *text = render(&plain);
    assert_has(text, "    a: built on 2020-01-01 00:00\n"
                     "    b: built on 2031-07-14 09:41\n"
                     "                ^^^^^^^^^^^^^^^^\n");
}

static void test_explains_a_cause_of_many_regions_once(void **state)
{
    (void)state;
    autofree char *text = render(&plain);
    assert_int_equal(times(text, "caused by"), 1);
    assert_has(text, "out/app and 1 more output differ in 3 places\n");
    assert_has(
        text, "also out/lib.a: app.o (header), bytes 4712-4721: \"1577836800\" | \"1941874860\"\n");
}

static void test_names_the_likely_escape_of_what_is_unexplained(void **state)
{
    (void)state;
    autofree char *text = render(&plain);
    assert_has(text, "out/log is missing in a\n    a: missing\n    b: a file of 12 bytes\n");
    assert_has(text, "unexplained: the static program /usr/bin/x was not covered\n");
}

static void test_ends_with_coverage_runs_and_verdict(void **state)
{
    (void)state;
    autofree char *text = render(&plain);
    assert_has(text, "note: process ids are not pinned here\n");
    assert_has(text, "coverage: 41 processes, 40 covered, 1 not: static /usr/bin/x --yes;");
    assert_has(text, "innocent: 17 calls differed and reached no output\n");
    assert_has(text, "3 runs: pinned, pinned again, varied (exit status 2)\n");
    assert_has(text, "divergent: 3 of 4 outputs differ, 1 cause, 1 proven\n");
}

static void test_code_of_no_file_has_no_address(void **state)
{
    struct frame generated = {.offset = 0x7f12145445ba};
    struct cause cause = {.source = "time", .call = "time", .stack = &generated, .stack_count = 1};
    (void)state;
    autofree char *text = report_accusation(&cause);
    assert_has(text, "in code made at run time");
    assert_null(strstr(text, "7f12"));
}

static void test_runs_alike_are_told_once(void **state)
{
    static const struct report_run runs[] = {{.purpose = "pinned"},    {.purpose = "one alone"},
                                             {.purpose = "some held"}, {.purpose = "one alone"},
                                             {.purpose = "some held"}, {.purpose = "one alone"}};
    (void)state;
    struct report report = sample_report();
    free((void *)report.runs);
    report.runs = (struct report_run *)runs;
    report.run_count = sizeof runs / sizeof *runs;
    autofree char *text = sample_render(report_text, &report, &plain);
    report.runs = NULL;
    report_free(&report);
    assert_has(text, "6 runs: pinned, one alone x3, some held x2\n");
}

static void test_no_byte_of_an_output_reaches_the_terminal_raw(void **state)
{
    (void)state;
    struct report report = sample_report();
    free(report.causes[0].argv[1]);
    report.causes[0].argv[1] = xstrdup("\033[2J");
    autofree char *text = sample_render(report_text, &report, &plain);
    report_free(&report);
    assert_null(strchr(text, '\033'));
}

static void test_colour_only_when_asked_for(void **state)
{
    (void)state;
    struct report_style coloured = plain;
    coloured.colour = true;
    autofree char *text = render(&coloured);
    assert_has(text, "\033[1;31mdivergent\033[0m");
}

static void test_the_line_to_blame_is_a_link(void **state)
{
    (void)state;
    struct report report = sample_report();
    struct report_style linked = plain;
    linked.links = "box";
    struct cause *cause = &report.causes[0];
    size_t telling = frames_telling(cause->stack, cause->stack_count);
    free(cause->stack[telling].file);
    cause->stack[telling].file = xstrdup("README.md");
    cause->stack[telling].line = 7;
    report.base = xstrdup(SOURCE_DIR);
    autofree char *without = sample_render(report_text, &report, &plain);
    autofree char *with = sample_render(report_text, &report, &linked);
    assert_null(strchr(without, '\033'));
    assert_has(with, "\033]8;;file://box/");
    assert_has(with, "/README.md\033\\README.md:7\033]8;;\033\\");
    free(cause->stack[telling].file); /* what is not there is no link */
    cause->stack[telling].file = xstrdup("no such file");
    autofree char *gone = sample_render(report_text, &report, &linked);
    assert_null(strchr(gone, '\033'));
    report_free(&report);
}

static void longest_line(const char *text, size_t *longest)
{
    for (*longest = 0; *text; text += strcspn(text, "\n") + 1)
        if (strcspn(text, "\n") > *longest && !strstr(text, "show it again"))
            *longest = strcspn(text, "\n");
}

static void test_values_are_cut_to_the_width(void **state)
{
    (void)state;
    struct report report = sample_report();
    struct report_style narrow = {.width = 60};
    struct divergence *d = &report.outputs->items[0].divergences[0];
    size_t longest;
    free(d->a);
    d->a = xmalloc(301);
    memset(d->a, 'q', 300);
    d->a[300] = '\0';
    d->a_length = d->length = 300;
    d->a_lead = 0;
    autofree char *text = sample_render(report_text, &report, &narrow);
    report_free(&report);
    assert_has(text, "qqqq\xe2\x80\xa6\n");
    longest_line(text, &longest);
    assert_true(longest <= 80);
}

static void test_the_same_report_gives_the_same_text(void **state)
{
    (void)state;
    autofree char *one = render(&plain);
    autofree char *two = render(&plain);
    assert_string_equal(one, two);
    assert_null(strstr(one, "1.2s"));
}

static void test_an_empty_report_is_reproducible(void **state)
{
    (void)state;
    struct report report = {.verdict = VERDICT_REPRODUCIBLE};
    autofree char *text = sample_render(report_text, &report, &plain);
    assert_has(text, "reproducible: 0 outputs compared, none differs\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tells_cause_place_process_and_cure),
        cmocka_unit_test(test_shows_both_values_with_the_difference_marked),
        cmocka_unit_test(test_explains_a_cause_of_many_regions_once),
        cmocka_unit_test(test_names_the_likely_escape_of_what_is_unexplained),
        cmocka_unit_test(test_ends_with_coverage_runs_and_verdict),
        cmocka_unit_test(test_code_of_no_file_has_no_address),
        cmocka_unit_test(test_runs_alike_are_told_once),
        cmocka_unit_test(test_no_byte_of_an_output_reaches_the_terminal_raw),
        cmocka_unit_test(test_colour_only_when_asked_for),
        cmocka_unit_test(test_the_line_to_blame_is_a_link),
        cmocka_unit_test(test_values_are_cut_to_the_width),
        cmocka_unit_test(test_the_same_report_gives_the_same_text),
        cmocka_unit_test(test_an_empty_report_is_reproducible),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
