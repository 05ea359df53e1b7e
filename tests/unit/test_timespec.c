#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>
#include "timespec.h"
#include "util.h"

#define SECOND 1000000000LL
#define NOW    (1700000000LL * SECOND)

static struct time_setting parse(const char *spec)
{
    struct time_setting setting = {0};
    autofree char *sentence = NULL;
    if (time_parse(spec, NOW, &setting, &sentence) < 0)
        fail_msg("%s", sentence);
    return setting;
}

static void assert_pinned(const char *spec, int64_t ns)
{
    struct time_setting setting = parse(spec);
    if (setting.kind != CLOCK_TICK || setting.start_ns != ns)
        fail_msg("'%s' gives %lld", spec, (long long)setting.start_ns);
}

static void assert_runs(const char *spec, int64_t offset)
{
    struct time_setting setting = parse(spec);
    if (setting.kind != CLOCK_RUN || setting.offset_ns != offset)
        fail_msg("'%s' gives %lld", spec, (long long)setting.offset_ns);
    assert_true(setting.start_ns == NOW + offset);
}

static void assert_refused(const char *spec)
{
    struct time_setting setting;
    autofree char *sentence = NULL;
    if (time_parse(spec, NOW, &setting, &sentence) == 0)
        fail_msg("'%s' is taken for %lld", spec, (long long)setting.start_ns);
    assert_non_null(sentence);
}

static void test_dates_are_pinned(void **state)
{
    (void)state;
    assert_pinned("2020-12-24T20:30:00Z", 1608841800 * SECOND);
    assert_pinned("2020-12-24t20:30:00z", 1608841800 * SECOND);
    assert_pinned("2020-12-24 20:30:00", 1608841800 * SECOND);
    assert_pinned("2020-12-24 20:30", 1608841800 * SECOND);
    assert_pinned("2020-12-24", 1608768000 * SECOND);
    assert_pinned("2000-02-29T00:00:00Z", 951782400 * SECOND);
    assert_pinned("1970-01-01", 0);
    assert_pinned("2261-12-31T23:59:59Z", 9214646399 * SECOND);
}

static void test_fractions_are_exact(void **state)
{
    (void)state;
    assert_pinned("2020-12-24T20:30:00.5Z", 1608841800 * SECOND + 500000000);
    assert_pinned("2020-12-24 20:30:00.000000001", 1608841800 * SECOND + 1);
    assert_pinned("@1.1234567899", SECOND + 123456789);
}

static void test_zones_are_taken_off(void **state)
{
    (void)state;
    assert_pinned("2020-12-24T20:30:00+02:00", 1608834600 * SECOND);
    assert_pinned("2020-12-24T20:30:00-0130", 1608847200 * SECOND);
}

static void test_seconds_are_pinned(void **state)
{
    (void)state;
    assert_pinned("@0", 0);
    assert_pinned("@1608841800", 1608841800 * SECOND);
}

static void test_a_date_after_at_starts_a_running_clock(void **state)
{
    (void)state;
    assert_runs("@2020-12-24 20:30:00", (1608841800 - 1700000000) * SECOND);
}

static void test_offsets_move_the_real_clock(void **state)
{
    (void)state;
    assert_runs("+90", 90 * SECOND);
    assert_runs("+2d", 2 * 86400 * SECOND);
    assert_runs("-1.5h", -5400 * SECOND);
    assert_runs("+1m", 60 * SECOND);
    assert_runs("+1w", 604800 * SECOND);
    assert_runs("-1y", -31536000 * SECOND);
    assert_runs("+0.25s", SECOND / 4);
}

static void test_a_rate_and_a_step_may_follow(void **state)
{
    (void)state;
    assert_pinned("2020-12-24 20:30:00 x2", 1608841800 * SECOND);
    assert_true(parse("2020-12-24 x2").rate == 2 * RUN_RATE_ONE);
    assert_true(parse("2020-12-24 x2").pace == RUN_RATE_ONE / 2);
    assert_true(parse("2020-12-24 x0.25").pace == 4 * RUN_RATE_ONE);
    assert_true(parse("2020-12-24").rate == RUN_RATE_ONE);
    assert_true(parse("2020-12-24").tick_ns == TIME_DEFAULT_TICK);
    assert_true(parse("2020-12-24 i0.1").tick_ns == SECOND / 10);
    assert_true(parse("@5 i0.1 x3").tick_ns == SECOND / 10);
    assert_runs("+2d x2", 2 * 86400 * SECOND);
}

static void test_a_clock_with_steps_does_not_run(void **state)
{
    (void)state;
    assert_pinned("+2d i1", NOW + 2 * 86400 * SECOND);
    assert_pinned("@2020-12-24 20:30:00 i1", 1608841800 * SECOND);
}

static void test_other_spellings(void **state)
{
    (void)state;
    assert_pinned("SOURCE_DATE_EPOCH=1608841800", 1608841800 * SECOND);
    assert_true(parse("%").follows);
    assert_true(parse("% x2").follows);
    assert_false(parse("@0").follows);
}

static void test_an_offset_counts_from_source_date_epoch(void **state)
{
    struct time_setting moved = parse("-1h"), fixed = parse("@5");
    autofree char *sentence = NULL;
    (void)state;
    assert_int_equal(time_anchor(NULL, &moved, &sentence), 0);
    assert_int_equal(moved.kind, CLOCK_RUN);
    assert_int_equal(time_anchor("7200", &moved, &sentence), 0);
    assert_true(moved.kind == CLOCK_TICK && moved.start_ns == 3600 * SECOND);
    assert_int_equal(time_anchor("7200", &fixed, &sentence), 0);
    assert_true(fixed.start_ns == 5 * SECOND);
    assert_int_not_equal(time_anchor("60", &moved, &sentence), 0);
}

static void test_a_refusal_names_the_bad_part(void **state)
{
    static const char *const specs[][2] = {
        {"2020-13-01", "'13-01'"},        {"2021-02-29", "'29'"},
        {"2020-12-24 20:61", "'61'"},     {"2020-12-24T20:30:00junk", "'junk'"},
        {"@2020-12-24 25:00", "'25:00'"}, {"2020-12-24 x9999", "'x9999'"}};
    (void)state;
    for (size_t i = 0; i < sizeof specs / sizeof *specs; i++) {
        struct time_setting setting;
        autofree char *sentence = NULL;
        assert_int_not_equal(time_parse(specs[i][0], NOW, &setting, &sentence), 0);
        if (!strstr(sentence, specs[i][1]))
            fail_msg("%s", sentence);
    }
}

static void test_what_makes_no_sense_is_refused(void **state)
{
    static const char *const specs[] = {"",
                                        "@",
                                        "+",
                                        "-",
                                        "yesterday",
                                        "2020",
                                        "2020-13-01",
                                        "2021-02-29",
                                        "2020-12-24T24:00:00Z",
                                        "2020-12-24T20:60:00Z",
                                        "2020-12-24T20:30:00Zjunk",
                                        "2020-12-24 ",
                                        "2020-12-24T20:30:00.Z",
                                        "@1x",
                                        "@1.",
                                        "@-5",
                                        "+2x",
                                        "+d",
                                        "+1.h",
                                        "+ 1",
                                        "2020-12-24 20:30:00 x",
                                        "2020-12-24 20:30:00 x0",
                                        "2020-12-24 20:30:00 x0.0001",
                                        "2020-12-24 20:30:00 x1e3",
                                        "2020-12-24 20:30:00 x-2",
                                        "2020-12-24 20:30:00 i0",
                                        "2020-12-24 20:30:00 i",
                                        "2020-12-24 20:30:00 y2",
                                        "2020-12-24 20:30:00x2",
                                        "x2",
                                        " x2",
                                        "% %",
                                        "%5",
                                        "SOURCE_DATE_EPOCH=",
                                        "SOURCE_DATE_EPOCH=1x",
                                        "1608841800",
                                        "2020-12-24T20:30:00+25:00"};
    (void)state;
    for (size_t i = 0; i < sizeof specs / sizeof *specs; i++)
        assert_refused(specs[i]);
}

static void test_what_overflows_is_refused(void **state)
{
    static const char *const specs[] = {"@9223372036",
                                        "@9999999999",
                                        "@99999999999999999999",
                                        "@99999999999999999999999999999",
                                        "+300y",
                                        "-60y",
                                        "+9223372036854775807",
                                        "+99999999999999999999999w",
                                        "2262-01-01",
                                        "9999-12-31",
                                        "1969-12-31",
                                        "1970-01-01T00:00:00+01:00",
                                        "-9223372036854775808"};
    (void)state;
    for (size_t i = 0; i < sizeof specs / sizeof *specs; i++)
        assert_refused(specs[i]);
}

static void test_without_time_source_date_epoch_counts(void **state)
{
    struct time_setting setting;
    autofree char *sentence = NULL;
    (void)state;
    assert_int_equal(time_default("1608841800", &setting, &sentence), 0);
    assert_true(setting.start_ns == 1608841800 * SECOND && setting.kind == CLOCK_TICK);
    assert_int_equal(time_default(NULL, &setting, &sentence), 0);
    assert_true(setting.start_ns == TIME_DEFAULT_SECONDS * SECOND);
}

static void test_a_bad_source_date_epoch_is_named(void **state)
{
    static const char *const values[] = {"",          "x", "-1", "1.5", "99999999999999999999",
                                         "9223372036"};
    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        struct time_setting setting;
        autofree char *sentence = NULL;
        assert_int_not_equal(time_default(values[i], &setting, &sentence), 0);
        assert_memory_equal(sentence, "SOURCE_DATE_EPOCH ", 18);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dates_are_pinned),
        cmocka_unit_test(test_fractions_are_exact),
        cmocka_unit_test(test_zones_are_taken_off),
        cmocka_unit_test(test_seconds_are_pinned),
        cmocka_unit_test(test_a_date_after_at_starts_a_running_clock),
        cmocka_unit_test(test_offsets_move_the_real_clock),
        cmocka_unit_test(test_a_rate_and_a_step_may_follow),
        cmocka_unit_test(test_a_clock_with_steps_does_not_run),
        cmocka_unit_test(test_other_spellings),
        cmocka_unit_test(test_an_offset_counts_from_source_date_epoch),
        cmocka_unit_test(test_a_refusal_names_the_bad_part),
        cmocka_unit_test(test_what_makes_no_sense_is_refused),
        cmocka_unit_test(test_what_overflows_is_refused),
        cmocka_unit_test(test_without_time_source_date_epoch_counts),
        cmocka_unit_test(test_a_bad_source_date_epoch_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
