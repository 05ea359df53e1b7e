#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include "forms.h"
#include "hash.h"
#include "util.h"

#define SECOND 1000000000LL
#define THAT   1580515199LL /* 2020-01-31 23:59:59 UTC */

struct wanted {
    enum form_kind kind;
    int64_t value;
};

static int is_wanted(const struct form *form, void *context)
{
    const struct wanted *wanted = context;
    return form->kind == wanted->kind && form->value == wanted->value;
}

static int scan_all(const char *bytes, size_t length, struct wanted wanted)
{
    return forms_scan(bytes, length, 0, length, is_wanted, &wanted);
}

static void assert_reads(const char *text, enum form_kind kind, int64_t value)
{
    if (!scan_all(text, strlen(text), (struct wanted){kind, value}))
        fail_msg("'%s' is not read as %lld", text, (long long)value);
}

static void assert_does_not_read(const char *text, enum form_kind kind, int64_t value)
{
    if (scan_all(text, strlen(text), (struct wanted){kind, value}))
        fail_msg("'%s' is read as %lld", text, (long long)value);
}

static void test_epochs_are_read_by_their_digits(void **state)
{
    (void)state;
    assert_reads("t=1580515199;", FORM_SECONDS, THAT);
    assert_reads("1580515199123", FORM_NANOSECONDS, THAT * SECOND + 123000000);
    assert_reads("1580515199123456", FORM_NANOSECONDS, THAT * SECOND + 123456000);
    assert_reads("1580515199123456789", FORM_NANOSECONDS, THAT * SECOND + 123456789);
    assert_reads("1580515199.123456789", FORM_NANOSECONDS, THAT * SECOND + 123456789);
    assert_reads("1580515199.1234567", FORM_NANOSECONDS, THAT * SECOND + 123456000);
    assert_reads("1580515199.12", FORM_SECONDS, THAT);
    assert_reads("13615136577", FORM_SECONDS, 013615136577);
    assert_reads("mtime: 1580515198", FORM_SECONDS, THAT);
    assert_does_not_read("n: 1580515198", FORM_SECONDS, THAT);
}

/* Nothing is asked but that it is no overflow: the sanitizers watch. */
static void test_times_beyond_what_nanoseconds_hold_are_read_all_the_same(void **state)
{
    (void)state;
    assert_does_not_read("9999999999.123456", FORM_NANOSECONDS, INT64_MAX);
    assert_does_not_read("9999-12-31T23:59:59.999Z", FORM_NANOSECONDS, INT64_MAX);
    assert_does_not_read("9223372036.999999999", FORM_NANOSECONDS, INT64_MIN);
}

static void test_numbers_are_read_in_decimal_and_hexadecimal(void **state)
{
    (void)state;
    assert_reads("pid 4711.", FORM_NUMBER, 4711);
    assert_reads("0x12d687", FORM_NUMBER, 1234567);
    assert_reads("5e34bf7f", FORM_SECONDS, 0x5e34bf7f);
    assert_does_not_read("99999999999999999999999", FORM_NUMBER, 9);
}

static void test_dates_are_read(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "2020-01-31",           "2020/01/31",  "20200131",   "Jan 31 2020", "January 31, 2020",
        "31 Jan 2020",          "31-Jan-2020", "01/31/2020", "31.01.2020",  "01/31/20",
        "Fri, 31 January 2020", NULL,
    };
    for (const char *const *text = texts; *text; text++)
        assert_reads(*text, FORM_DAY, THAT / 86400);
    assert_reads("Feb  1 2020", FORM_DAY, THAT / 86400 + 1);
    assert_does_not_read("2020-02-30", FORM_DAY, 18322);
}

static void test_moments_are_read(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "2020-01-31 23:59:59",
        "2020-01-31T23:59:59Z",
        "2020-02-01T00:59:59+01:00",
        "2020-01-31 15:59:59 -0800",
        "2020-01-31 15:59:59 PST",
        "2020/01/31 23:59:59",
        "20200131T235959Z",
        "20200131235959",
        "20200131-235959",
        "200131235959Z",
        "Fri, 31 Jan 2020 23:59:59 +0000",
        "Fri, 31 Jan 2020 23:59:59 GMT",
        "Fri Jan 31 23:59:59 2020",
        "Fri Jan 31 23:59:59 UTC 2020",
        "Fri Jan 31 23:59:59 2020 +0000",
        "Fri Jan 31 11:59:59 PM UTC 2020",
        "Fri 31 Jan 2020 11:59:59 PM UTC",
        "31/Jan/2020:23:59:59 +0000",
        NULL,
    };
    for (const char *const *text = texts; *text; text++)
        assert_reads(*text, FORM_SECONDS, THAT);
    assert_reads("Wed Jan  1 00:00:00 2020", FORM_SECONDS, 1577836800);
    assert_reads("Wed 01 Jan 2020 12:00:00 AM UTC", FORM_SECONDS, 1577836800);
    assert_reads("2020-01-31T23:59:59.123456Z", FORM_NANOSECONDS, THAT * SECOND + 123456000);
}

static void test_minutes_and_times_of_day_are_read(void **state)
{
    (void)state;
    assert_reads("2020-01-31 23:59", FORM_MINUTE, THAT / 60);
    assert_reads("202001312359", FORM_MINUTE, THAT / 60);
    assert_reads("at 23:59:59.", FORM_DAYTIME, 86399);
    assert_reads("11:59:59 PM", FORM_DAYTIME, 86399);
    assert_reads("00:59:59 +0100", FORM_DAYTIME, 86399);
    assert_does_not_read("12:60:00", FORM_DAYTIME, 46800);
}

static void test_binary_numbers_are_read_in_both_orders_at_any_offset(void **state)
{
    (void)state;
    static const char data[] = "\x01\x7f\xbf\x34\x5e\x02\x5e\x34\xbf\x7f\x03";
    struct wanted wanted = {FORM_SECONDS, 0x5e34bf7f};
    assert_true(forms_scan(data, 11, 1, 5, is_wanted, &wanted));
    assert_true(forms_scan(data, 11, 6, 10, is_wanted, &wanted));
    assert_false(forms_scan(data, 11, 0, 1, is_wanted, &wanted));
}

static void test_dos_dates_are_read_to_two_seconds(void **state)
{
    (void)state;
    /* 2020-01-31 23:59:58 */
    static const char data[] = "\x7d\xbf\x3f\x50";
    for (int64_t value = THAT - 2; value <= THAT; value++)
        assert_true(scan_all(data, 4, (struct wanted){FORM_SECONDS, value}));
}

static void test_random_bytes_are_read_however_encoded(void **state)
{
    (void)state;
    static const char raw[] = "\x01\x23\x45\x67\x89\xab\xcd\xef";
    int64_t value;
    memcpy(&value, raw, sizeof value);
    assert_true(
        scan_all("..\x01\x23\x45\x67\x89\xab\xcd\xef.", 11, (struct wanted){FORM_BYTES, value}));
    assert_reads("id=aa0123456789abcdefbb", FORM_BYTES, value);
    assert_reads("id ASNFZ4mrze8= end", FORM_BYTES, value);
    assert_reads("01234567-89ab-4def-8123-456789abcdef", FORM_NUMBER, 0x67452301);
}

static void test_words_are_read_whole_and_in_pieces(void **state)
{
    (void)state;
    const char *text = "open('/tmp/build-XyZ123.log')";
    assert_reads(text, FORM_WORD, (int64_t)hash_bytes("/tmp/build-XyZ123.log", 21, 0));
    assert_reads(text, FORM_WORD, (int64_t)hash_bytes("build-XyZ123.log", 16, 0));
    assert_reads(text, FORM_WORD, (int64_t)hash_bytes("XyZ123", 6, 0));
    assert_does_not_read(text, FORM_WORD, (int64_t)hash_bytes("log", 3, 0));
}

static void test_a_value_counts_if_one_byte_of_it_differs(void **state)
{
    (void)state;
    const char *text = "a 1111 b 2020-01-31 23:59:59 c 2222";
    struct wanted moment = {FORM_SECONDS, THAT}, before = {FORM_NUMBER, 1111},
                  behind = {FORM_NUMBER, 2222};
    assert_true(forms_scan(text, strlen(text), 20, 21, is_wanted, &moment));
    assert_false(forms_scan(text, strlen(text), 20, 21, is_wanted, &before));
    assert_false(forms_scan(text, strlen(text), 20, 21, is_wanted, &behind));
}

static int count(const struct form *form, void *context)
{
    (void)form;
    ++*(int *)context;
    return 0;
}

static void test_any_bytes_are_scanned_within_bounds(void **state)
{
    (void)state;
    static const char *const seeds = "0123456789:-+./TZ JanPMfe";
    for (unsigned seed = 0; seed < 3000; seed++) {
        char data[40];
        size_t length = seed % sizeof data;
        int found = 0;
        uint64_t random = seed;
        for (size_t i = 0; i < length; i++) {
            random = hash_mix(random, i, 0);
            data[i] = random % 9 ? seeds[random / 9 % 25] : (char)(random >> 32);
        }
        char *exact = xmalloc(length);
        memcpy(exact, data, length);
        assert_int_equal(forms_scan(exact, length, length / 3, length / 2, count, &found), 0);
        free(exact);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_epochs_are_read_by_their_digits),
        cmocka_unit_test(test_times_beyond_what_nanoseconds_hold_are_read_all_the_same),
        cmocka_unit_test(test_numbers_are_read_in_decimal_and_hexadecimal),
        cmocka_unit_test(test_dates_are_read),
        cmocka_unit_test(test_moments_are_read),
        cmocka_unit_test(test_minutes_and_times_of_day_are_read),
        cmocka_unit_test(test_binary_numbers_are_read_in_both_orders_at_any_offset),
        cmocka_unit_test(test_dos_dates_are_read_to_two_seconds),
        cmocka_unit_test(test_random_bytes_are_read_however_encoded),
        cmocka_unit_test(test_words_are_read_whole_and_in_pieces),
        cmocka_unit_test(test_a_value_counts_if_one_byte_of_it_differs),
        cmocka_unit_test(test_any_bytes_are_scanned_within_bounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
