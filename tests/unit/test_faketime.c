/* What the library makes of FAKETIME when it is alone, against libc's own mktime(3) and
 * strptime(3). */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "../../preload/faketime_spec.h"
#include "../../preload/zone.h"

struct lib lib;

static const char *const zones[] = {
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "America/Sao_Paulo",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Africa/Casablanca",
    "Pacific/Apia",
    "Antarctica/Troll",
    "CET-1CEST,M3.5.0,M10.5.0/3",
    "EST5EDT",
    "<+0330>-3:30<+0430>,J79/24,J263/24",
    "NZST-12NZDT,M9.5.0,M4.1.0/3",
    "<-02>2<-01>,M3.5.0/-1,M10.5.0/0",
    ":/usr/share/zoneinfo/Europe/Dublin",
};

static int64_t by_libc(const char *zone, int64_t local)
{
    struct tm tm;
    time_t seconds = local;
    gmtime_r(&seconds, &tm);
    tm.tm_isdst = -1;
    setenv("TZ", zone, 1);
    tzset();
    return mktime(&tm);
}

/* Whether a clock on the wall shows that time exactly once. */
static int is_clear(const char *zone, int64_t local)
{
    int64_t moment = by_libc(zone, local);
    for (int hours = -3; hours <= 3; hours++) {
        time_t other = moment + hours * 1800;
        struct tm tm;
        localtime_r(&other, &tm);
        if (hours && timegm(&tm) == local)
            return 0;
    }
    time_t same = moment;
    struct tm tm;
    localtime_r(&same, &tm);
    return timegm(&tm) == local;
}

static void test_local_time_is_that_of_libc(void **state)
{
    int looked_at = 0;
    (void)state;
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
        for (int64_t local = 0; local < 4102444800 + 86400 * 900LL; local += 86400 * 7 + 5017) {
            if (!is_clear(zones[i], local))
                continue;
            int64_t libc = by_libc(zones[i], local), ours = zone_moment(zones[i], local);
            if (libc != ours)
                fail_msg("%s at %lld: %lld, libc says %lld", zones[i], (long long)local,
                         (long long)ours, (long long)libc);
            looked_at++;
        }
    }
    assert_true(looked_at > 40000);
}

static void test_bad_zones_are_utc(void **state)
{
    (void)state;
    static const char *const bad[] = {"",
                                      ":",
                                      "No/Where",
                                      "X",
                                      "ABC",
                                      "CET-1CEST,M13.1.0,M1.1.0",
                                      "../../../etc/passwd",
                                      "/etc/passwd",
                                      "/",
                                      "<+03"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(zone_moment(bad[i], 1608841800), 1608841800);
}

static const struct {
    const char *format, *text;
} dates[] = {
    {"%Y-%m-%d %T", "2020-12-24 20:30:00"},
    {"%Y-%m-%d %T", "2020-1-2 3:04:05"},
    {"%s", "1608841800"},
    {"%c", "Thu Dec 24 20:30:00 2020"},
    {"%d.%m.%Y %H:%M", "24.12.2020 20:30"},
    {"%D %R", "12/24/20 20:30"},
    {"%d %B %Y", "24 December 2020"},
    {"%d %b %Y", "24 dec 2020"},
    {"%F %r", "2020-12-24 08:30:00 PM"},
    {"%F %I:%M %p", "2020-12-24 12:30 AM"},
    {"%m/%d/%y", "12/24/99"},
    {"%y/%m/%d", "68/12/24"},
    {"%A, %d%n%b%t%Y%%", "Thursday, 24 Dec 2020%"},
};

static void test_formats_are_read_as_strptime_does(void **state)
{
    (void)state;
    setenv("TZ", "UTC", 1);
    tzset();
    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++) {
        struct tm tm = {.tm_year = 70, .tm_mday = 1};
        struct moment moment;
        const char *at = dates[i].text;
        if (!strptime(dates[i].text, dates[i].format, &tm))
            fail_msg("'%s' is not understood by libc", dates[i].format);
        if (!faketime_read_date(&at, dates[i].format, &moment) || *at)
            fail_msg("'%s' by '%s' is not understood", dates[i].text, dates[i].format);
        assert_int_equal(moment.seconds, timegm(&tm));
    }
}

static struct faketime_spec read_spec(const char *text)
{
    struct faketime_spec spec;
    if (!faketime_read_spec(text, FAKETIME_FORMAT, "CET-1", &spec))
        fail_msg("'%s' is not understood", text);
    return spec;
}

static void test_words_mean_what_they_do_in_libfaketime(void **state)
{
    (void)state;
    struct faketime_spec spec = read_spec("2020-12-24 20:30:00");
    assert_int_equal(spec.form, FAKETIME_FROZEN);
    assert_int_equal(spec.ns, (1608841800 - 3600) * MOMENT_SECOND); /* local time */
    assert_int_equal(read_spec("2020-12-24 20:30:00Z").ns, 1608841800 * MOMENT_SECOND);
    assert_int_equal(read_spec("2020-12-24 20:30:00.25Z").ns % MOMENT_SECOND, 250000000);
    spec = read_spec("@2020-12-24 20:30:00 x0,5");
    assert_int_equal(spec.form, FAKETIME_STARTS);
    assert_int_equal(spec.rate, RUN_RATE_ONE / 2);
    assert_int_equal(spec.pace, RUN_RATE_ONE * 2);
    spec = read_spec("-1.5h i2,0");
    assert_int_equal(spec.form, FAKETIME_MOVED);
    assert_int_equal(spec.ns, -5400 * MOMENT_SECOND);
    assert_int_equal(spec.step, 2 * MOMENT_SECOND);
    assert_int_equal(read_spec("+120").ns, 120 * MOMENT_SECOND);
    assert_int_equal(read_spec("+1y").ns, 31536000 * MOMENT_SECOND);
    assert_int_equal(read_spec("%").form, FAKETIME_FOLLOWS);
}

static void test_other_words_are_refused(void **state)
{
    static const char *const bad[] = {"nonsense",
                                      "2020-13-01 00:00:00",
                                      "+",
                                      "+2q",
                                      "+2d x",
                                      "+2d x-1",
                                      "+2d i0",
                                      "@",
                                      "@1",
                                      "2020-12-24 20:30:00 y2",
                                      "+99999999999999y"};
    struct faketime_spec spec;
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        if (faketime_read_spec(bad[i], FAKETIME_FORMAT, NULL, &spec))
            fail_msg("'%s' is taken for %lld", bad[i], (long long)spec.ns);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_local_time_is_that_of_libc),
        cmocka_unit_test(test_bad_zones_are_utc),
        cmocka_unit_test(test_formats_are_read_as_strptime_does),
        cmocka_unit_test(test_words_mean_what_they_do_in_libfaketime),
        cmocka_unit_test(test_other_words_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
