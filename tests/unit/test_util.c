#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "util.h"

static void assert_shown(const char *data, size_t length, const char *shown)
{
    struct text text = {0};
    text_escape(&text, data, length);
    assert_string_equal(text.data, shown);
    text_free(&text);
}
#define assert_literal_shown(literal, shown) assert_shown(literal, sizeof literal - 1, shown)

static void test_printable_text_is_shown_as_it_is(void **state)
{
    (void)state;
    assert_literal_shown("plain ~ text", "plain ~ text");
    assert_literal_shown("gr\xc3\xbc\xc3\x9f \xe6\x97\xa5 \xf0\x9f\x98\x80",
                         "gr\xc3\xbc\xc3\x9f \xe6\x97\xa5 \xf0\x9f\x98\x80");
    assert_literal_shown("", "");
}

static void test_no_control_sequence_reaches_a_terminal(void **state)
{
    (void)state;
    assert_literal_shown("a\n\t\r\0b", "a\\n\\t\\r\\x00b");
    assert_literal_shown("\033[31m", "\\x1b[31m");
    assert_literal_shown("\x7f", "\\x7f");
    assert_literal_shown("\xc2\x9b", "\\xc2\\x9b");          /* CSI as U+009B */
    assert_literal_shown("\xe2\x80\xae", "\\xe2\\x80\\xae"); /* right-to-left override */
}

static void test_an_escape_is_told_from_its_text(void **state)
{
    (void)state;
    assert_literal_shown("\\n", "\\\\n");
}

static void test_invalid_utf8_is_escaped_byte_by_byte(void **state)
{
    (void)state;
    assert_literal_shown("\xff", "\\xff");
    assert_literal_shown("\xc3", "\\xc3");
    assert_literal_shown("\xc0\xaf", "\\xc0\\xaf");          /* overlong */
    assert_literal_shown("\xed\xa0\x80", "\\xed\\xa0\\x80"); /* surrogate */
    assert_literal_shown("\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80");
}

static void test_a_text_grows(void **state)
{
    (void)state;
    struct text text = {0};
    for (int i = 0; i < 1000; i++)
        text_printf(&text, "%d,", i % 10);
    assert_int_equal(text.length, 2000);
    assert_int_equal(strlen(text.data), 2000);
    text_free(&text);
    assert_null(text.data);
}

static void test_an_array_grows(void **state)
{
    (void)state;
    int *items = NULL;
    size_t count = 0;
    for (int i = 0; i < 100; i++)
        *array_push(items, count) = i;
    assert_int_equal(count, 100);
    assert_int_equal(items[99], 99);
    free(items);
}

static void test_a_missing_file_is_an_error(void **state)
{
    (void)state;
    char *data;
    size_t length;
    assert_int_equal(read_whole_file("/nonexistent/file", &data, &length), -ENOENT);
}

static void test_a_file_without_a_size_is_read_whole(void **state)
{
    (void)state;
    autofree char *data = NULL;
    size_t length = 0;
    assert_int_equal(read_whole_file("/proc/self/status", &data, &length), 0);
    assert_true(length > 100);
    assert_int_equal(strlen(data), length);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_printable_text_is_shown_as_it_is),
        cmocka_unit_test(test_no_control_sequence_reaches_a_terminal),
        cmocka_unit_test(test_an_escape_is_told_from_its_text),
        cmocka_unit_test(test_invalid_utf8_is_escaped_byte_by_byte),
        cmocka_unit_test(test_a_text_grows),
        cmocka_unit_test(test_an_array_grows),
        cmocka_unit_test(test_a_missing_file_is_an_error),
        cmocka_unit_test(test_a_file_without_a_size_is_read_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
